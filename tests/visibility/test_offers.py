"""Permission × group × notification, every combination: menu, address, mail and „Was dieser Kontakt sieht“ agree.

tests/visibility/offers.py is the rule. The portal is asked as every contact whose menu may differ, the page of the
staff about every contact, and of each occasion something happens at every customer.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from sqlalchemy import select, text

from app.access.models import ContactNotification, ContactPermission
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.discussion.models import Comment
from app.files.models import File
from app.files.uploads import Upload
from app.groups.models import Group, GroupMembership, Rubric
from app.jobs import jobs
from app.mail.models import MailSwitch, OutgoingMail
from app.mail.registry import get_mail
from app.members.models import MemberList
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db, now
from tests.cast import Agency, Someone, _hash, make_agency
from tests.visibility.offers import KEPT_OUT, MAILS, MENU, OCCASIONS, PERMITTED, Firm, Reader, firms, subsets

OFF = "Das E-Mail-Template ist nicht aktiv."


@dataclass
class Town:
    agency: Agency
    firms: list[Firm]

    @property
    def readers(self) -> list[Reader]:
        return [reader for firm in self.firms for reader in firm.readers]


@pytest.fixture(scope="module")
def town(app) -> Town:
    """One agency in which every combination stands side by side."""
    town = Town(make_agency(app, "Tide", empty=True), list(firms()))
    with town.agency.work():
        MemberList.change(in_portal=True)
        rubric = Rubric(name="Angebote")
        db.session.add(rubric)
        for number, firm in enumerate(town.firms):
            customer = Customer.add(kind="firm", company=f"Firma {number}")
            group = Group(rubric=rubric, name=f"Gruppe {number}")
            db.session.add(group)
            db.session.flush()
            group.open(*firm.opened)
            GroupMembership.set(customer, [group])
            firm.id, customer.locked_at = customer.id, now() if firm.locked else None
            for reader in firm.readers:
                _add(app, customer, reader, f"{number}-{len(firm.readers)}-{firm.readers.index(reader)}")
    return town


def _add(app, customer: Customer, reader: Reader, name: str) -> None:
    reader.name = f"leserin-{name}"
    person = Person.add(first_name="Lena", last_name=reader.name, email=f"{reader.name}@example.org")
    contact = Contact.add(customer, person, defaults=False)
    ContactPermission.set(contact, reader.permitted)
    ContactNotification.set(contact, reader.notified)
    if reader.state == "invited":
        person.invited_at = now()
    elif reader.state != "never given access":
        person.password_hash, person.password_set_at = _hash(app), now()
    if reader.state == "locked":
        person.lock()
    if reader.state == "revoked":
        person.revoke()
    if reader.state == "without address":
        person.change_address(None)
    db.session.flush()
    reader.contact_id, reader.person_id = contact.id, person.id


def test_every_combination_is_there(town):
    """Else the comparisons below would prove little."""
    seen = {(reader.firm.opened, reader.permitted) for reader in town.readers if reader.enters}
    assert len(seen) == len(subsets(tuple(MENU))) * len(subsets(PERMITTED)) == 64
    alone = {frozenset([occasion]) for occasion in OCCASIONS}
    assert {reader.notified for reader in town.readers} == {frozenset(), frozenset(OCCASIONS), *alone}
    for label, (section, occasion) in MAILS.items():
        traits = {
            (section in reader.firm.opened, section in reader.permitted, occasion in reader.notified)
            for reader in town.readers
        }
        assert len(traits) == 8, label
    assert {reader.state for reader in town.readers} >= {"", "invited", *KEPT_OUT}


def test_the_portal_agrees(town):
    """The menu that is shown, and every address: opened to those in whose menu it stands, 404 to all others."""
    wrong = []
    for reader in town.readers:
        if reader.notified != frozenset(OCCASIONS):
            continue  # one with the same menu is asked
        client = town.agency.sign_in(Someone(Person, reader.person_id, reader.name, ""))
        client.get("/kunden/")
        if not reader.enters:
            wrong += [f"{reader}: gets in"] if client.title != "Anmelden" else []
            continue
        nav = next(node for node in client.page.all("nav") if node["aria-label"] == "Hauptmenü")
        if (menu := [link.text() for link in nav.all("a")]) != reader.menu:
            wrong.append(f"{reader}: has {menu}")
        for places in MENU.values():
            for label, path in places.items():
                status = client.get(path).status
                if status != (200 if label in reader.menu else 404):
                    wrong.append(f"{reader}: {path} answers {status}")
    assert wrong == []


def test_the_page_of_the_staff_agrees(town):
    """The same menu, of everything else all that is missing and nothing more; the same of mails."""
    client, wrong = town.agency.sign_in("admin"), []
    for reader in town.readers:
        client.get(f"/verwaltung/kunden/kontakte/{reader.contact_id}/sieht")
        said = {id: _lines(client, id) for id in ("im-menue", "nicht-im-menue", "e-mails")}
        wanted = {label: reader.lacks(section) for section, places in MENU.items() for label in places}
        shut = {label: missing for label, missing in wanted.items() if missing}
        mails = {label: reader.unmailed(label) for label in MAILS}
        if ("Kommt ins Portal" in client.text) != reader.enters:
            wrong.append(f"{reader}: the door")
        if list(said["im-menue"]) != reader.menu or said["nicht-im-menue"] != shut or said["e-mails"] != mails:
            wrong.append(f"{reader}: {said}")
    assert wrong == []


def _lines(client, id: str) -> dict[str, set[str]]:
    """Of each line of a list its title and the reasons; the badge must say the same."""
    found = {}
    for row in (row for node in client.page.all("ul") if node["id"] == id for row in node.all("li")):
        title = next(node.text() for node in row.all("span") if "lead" in node.classes)
        reasons = {node.text().partition(".")[0] + "." for node in row.all("small") if "." in node.text()}
        badge = next(node.text() for node in row.all("span") if "badge" in node.classes)
        assert badge in (("nicht sichtbar", "kommt nicht") if reasons else ("sichtbar", "vorbereitet", "kommt"))
        found[title] = reasons
    return found


@pytest.fixture
def happen(town, superuser):
    """`happen(occasion)` lets it happen at every customer, and has the mails made: the contacts who were mailed."""

    def make(occasion: str, app, clock) -> set:
        with superuser.begin() as connection:
            connection.execute(text("DELETE FROM queue.procrastinate_jobs"))
        with town.agency.work():
            before = set(db.session.scalars(select(OutgoingMail.id)))
            for firm in town.firms:
                HAPPENS[occasion](Customer.get(firm.id), town.agency.owner.load())
        clock.move(hours=1)
        for reader in town.readers:
            with app.app_context():
                jobs["notifications.digest"](
                    town.agency.tenant_id, reader_kind="contact", reader_id=str(reader.contact_id)
                )
        with town.agency.work():
            mails = db.session.scalars(select(OutgoingMail).where(OutgoingMail.id.not_in(before)))
            return {mail.about_id for mail in mails}

    return make


def _done(customer: Customer, _author) -> None:
    db.session.scalars(select(Project).where(Project.customer_id == customer.id)).first().set_status("done")


def _stand(customer: Customer, _author) -> None:
    db.session.scalars(select(Task).where(Task.customer_id == customer.id)).first().set_status("doing")


def _comment(customer: Customer, author) -> None:
    task = db.session.scalars(select(Task).where(Task.customer_id == customer.id)).first()
    Comment.post(task, author, "Passt das so?")


def _file(customer: Customer, author) -> None:
    File.attach(customer, [Upload("plan.txt", io.BytesIO(b"x"))], author, visible=True)


HAPPENS = {
    "project_new": lambda customer, _author: Project.add(customer=customer, name="Neu", visible=True),
    "project_done": _done,
    "task_new": lambda customer, _author: Task.add(title="Neu", customer=customer, visible=True),
    "task_status": _stand,
    "comment_new": _comment,
    "file_new": _file,
}
"""One after the other; the later ones need what the earlier ones made."""


def test_the_mails_agree(app, town, happen, clock):
    assert list(HAPPENS) == OCCASIONS
    wrong = []
    for label, (_section, occasion) in MAILS.items():
        told = happen(occasion, app, clock)
        wrong += [
            f"{reader}: {label}"
            for reader in town.readers
            if (reader.person_id in told) != (not reader.unmailed(label))
        ]
    assert wrong == []


def test_an_inactive_template_and_a_list_switched_off_agree_too(app, town, happen, clock):
    """Last, for what it switches off stays off."""
    with town.agency.work():
        MailSwitch.switch_off(get_mail("news"))
        MemberList.change(in_portal=False)
    assert happen("file_new", app, clock) == set()
    for reader in (reader for reader in town.readers if reader.enters and reader.notified == frozenset(OCCASIONS)):
        client = town.agency.sign_in("admin").get(f"/verwaltung/kunden/kontakte/{reader.contact_id}/sieht")
        assert "Mitgliederliste" not in _lines(client, "im-menue")
        assert "Im Portal ist es für alle ausgeschaltet." in _lines(client, "nicht-im-menue")["Mitgliederliste"]
        assert all(OFF in reasons for reasons in _lines(client, "e-mails").values())
        portal = town.agency.sign_in(Someone(Person, reader.person_id, reader.name, ""))
        assert portal.get("/kunden/mitglieder").status == 404
