"""Two agencies in which every combination stands side by side, made by the verbs of the models.

At each agency a customer for each set of sections that its groups open, and one that is locked. Each has a contact for
each set of permissions, with and without notifications, and some without access. Each has every project, task, comment
and file there can be: the combinations are the pairs of a contact and a thing.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations, product

from app.access.models import ContactNotification, ContactPermission
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.discussion.models import Comment
from app.files.models import File
from app.files.store import store
from app.files.uploads import Upload
from app.groups.models import Group, GroupMembership, Rubric
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db, now
from tests.cast import Agency, _hash, make_agency
from tests.visibility.rule import FILES, OCCASIONS, PROJECTS, Firm, Reader, Thing

SECTIONS = (PROJECTS, FILES)
SUBSETS = [frozenset(some) for size in range(3) for some in combinations(SECTIONS, size)]
EVERYTHING = frozenset(SECTIONS)


@dataclass
class Town:
    """One agency: its customers, their contacts, and the things they have."""

    agency: Agency
    firms: list[Firm] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)

    def at_home(self, firm: Firm) -> list[Thing]:
        return [thing for thing in self.things if thing.firm is firm]


def build(app, name: str, openings: Iterable[frozenset[str]] = SUBSETS) -> Town:
    """An agency with a customer for each of these openings."""
    town = Town(make_agency(app, name, empty=True))
    with town.agency.work():
        rubric = Rubric(name="Wer was sieht")
        db.session.add(rubric)
        town.firms += [Firm(f"{name} {'+'.join(sorted(opened)) or 'zu'}", opened) for opened in openings]
        town.firms += [Firm(f"{name} gesperrt", EVERYTHING, locked=True)]
        for firm in town.firms:
            _found(rubric, firm)
            for reader in _readers(firm):
                reader.name = f"Leserin {len(town.readers)}"
                _let_in(app, reader)
                town.readers.append(reader)
    with town.agency.work():
        for firm in town.firms:
            _fill(town, firm)
    return town


def _found(rubric: Rubric, firm: Firm) -> None:
    customer = Customer.add(kind="firm", company=firm.name)
    group = Group(rubric=rubric, name=firm.name)
    db.session.add(group)
    db.session.flush()
    group.open(*firm.opened)
    GroupMembership.set(customer, [group])
    firm.id, customer.locked_at = customer.id, now() if firm.locked else None


def _readers(firm: Firm) -> Iterator[Reader]:
    for permitted, notified in product(SUBSETS, (True, False)):
        yield Reader(firm, permitted, notified)
    for reason in ("locked", "revoked", "never given access"):
        yield Reader(firm, EVERYTHING, kept_out=reason)


def _let_in(app, reader: Reader) -> None:
    person = Person.add(first_name="Lena", last_name=reader.name, email=reader.email)
    contact = Contact.add(Customer.get(reader.firm.id), person)
    ContactPermission.set(contact, reader.permitted)
    ContactNotification.set(contact, chain(*OCCASIONS.values()) if reader.notified else ())
    if reader.kept_out != "never given access":
        person.password_hash, person.password_set_at = _hash(app), now()
    if reader.kept_out == "locked":
        person.lock()
    if reader.kept_out == "revoked":
        person.revoke()
    db.session.flush()
    reader.person_id, reader.contact_id = person.id, contact.id


def _fill(town: Town, firm: Firm) -> None:
    """Every project, task, comment and file that a customer can have."""
    customer, author = Customer.get(firm.id), town.agency.owner.load()

    def thing(kind: str, shown: bool, **traits) -> Thing:
        word = f"{town.agency.name[0]}wort{len(town.things):04d}ende"
        town.things.append(Thing(kind, word, firm, shown, **traits))
        return town.things[-1]

    def file(place, shown: bool, on: Thing | None) -> None:
        known = thing("file", shown, on=on)
        upload = Upload(f"{known.word}.txt", io.BytesIO(known.word.encode()))
        (row,) = File.attach(place, [upload], author, visible=shown)
        known.id = row.id
        if on is None or on.kind == "task":
            staged = store().put(io.BytesIO(known.word.encode()))
            store().keep(staged, row.preview_key)
            row.preview_at, known.has_preview = now(), True

    def talk(place, on: Thing) -> None:
        for shown in (True, False):
            known = thing("comment", shown, on=on)
            comment = Comment.post(place, author, f"{known.word} steht hier.", internal=not shown)
            known.id = comment.id
            file(comment, True, known)
            file(place, shown, on)
        gone = thing("comment", True, on=on, deleted=True)
        comment = Comment.post(place, author, f"{gone.word} stand hier.")
        comment.delete()
        gone.id = comment.id

    projects: dict[Thing | None, Project | None] = {None: None}
    for shown in (True, False):
        known = thing("project", shown)
        made = projects[known] = Project.add(customer=customer, name=known.word, visible=shown)
        known.id = made.id
        talk(made, known)
    for (known_project, project), shown in product(projects.items(), (True, False)):
        known = thing("task", shown, project=known_project)
        made = Task.add(title=known.word, customer=customer, project=project, visible=shown)
        known.id = made.id
        talk(made, known)
    for shown in (True, False):
        file(customer, shown, None)
