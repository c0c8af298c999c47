"""Every combination of what decides who sees what: the product against a second writing of the rule.

A thing (task, project, comment or file) shown or hidden, in a project that is shown, hidden or none, on a customer,
project, task, open or internal comment × permission for Projekte and Dateien × what the groups open × notifications ×
contacts of the same, another and a locked customer, of another agency, locked, revoked, without access. All pairs are
asked of the models and of the mails; pages, lists and downloads are fetched as everybody whose permissions or customer
differ. tests/visibility/rule.py is the rule, from PRODUCT alone, tests/visibility/town.py where it is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from itertools import product

import pytest
from sqlalchemy import select

from app.contacts.models import Contact
from app.discussion.models import Comment
from app.files.models import File
from app.jobs import jobs
from app.mail.models import OutgoingMail
from app.notifications.models import Notice
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db
from tests.letters import text_of
from tests.visibility.browsing import Browsing, words_in
from tests.visibility.rule import NEWS, Reader, Thing, is_told, sees
from tests.visibility.town import EVERYTHING, SECTIONS, SUBSETS, Town, build

MODELS = {"project": Project, "task": Task, "comment": Comment, "file": File}


@pytest.fixture(scope="module")
def town(app):
    return build(app, "Alster")


@pytest.fixture(scope="module")
def elsewhere(app):
    return build(app, "Bille", openings=[EVERYTHING])


def test_the_town_has_every_combination(town):
    """Else the comparisons below would prove little."""
    traits = {
        (thing.kind, thing.shown, thing.on and (thing.on.kind, thing.on.shown), thing.project and thing.project.shown)
        for thing in town.things
    }
    assert {(kind, shown, on) for kind, shown, on, _project in traits} >= {
        *product(("project", "task"), (True, False), [None]),
        *product(("comment", "file"), (True, False), product(("project", "task"), (True, False))),
        *(("file", True, ("comment", shown)) for shown in (True, False)),
        *(("file", shown, None) for shown in (True, False)),
    }
    assert {(shown, project) for kind, shown, _on, project in traits if kind == "task"} == {
        *product((True, False), (None, True, False))
    }
    answers = [(sees(reader, thing), is_told(reader, thing)) for reader in town.readers for thing in town.things]
    assert len(answers) > 15_000
    assert {(True, True), (True, False), (False, False)} == set(answers)


def test_the_models_agree(town, elsewhere):
    """Whoever enters the portal: the doors are looked at with the pages."""
    wrong = []
    for home, away in ((town, elsewhere), (elsewhere, town)):
        things = [*home.things, *away.things]
        with home.agency.work():
            for reader in home.readers:
                if not reader.enters:
                    continue
                contact = Contact.get(reader.contact_id)
                found = {id for model in MODELS.values() for id in ids(model.visible_to(contact), model)}
                wrong += [f"{reader}: {thing}" for thing in things if (thing.id in found) != sees(reader, thing)]
    assert wrong == []


def ids(query, model) -> set:
    return set(db.session.scalars(query.with_only_columns(model.id)))


@pytest.mark.parametrize("opened", [*SUBSETS, "locked"], ids=["nothing", *SECTIONS, "both", "locked"])
def test_the_pages_agree(town, elsewhere, opened):
    """Everybody whose permissions or customer differ, at all that is at home and at some that is not."""
    firm = next(
        firm for firm in town.firms if firm.locked == (opened == "locked") and (firm.locked or firm.opened == opened)
    )
    away = {thing.kind: thing for thing in town.things if thing.shown and thing.firm is not firm}.values()
    things, wrong = [*town.at_home(firm), *away, *elsewhere.things[:4]], []
    for reader in town.readers:
        alike = not reader.notified or ((not firm.opened or firm.locked) and reader.permitted != EVERYTHING)
        if reader.firm is firm and not alike:
            wrong += [f"{reader}: {fault}" for fault in Browsing(town, reader, things).faults()]
    assert wrong == []


def test_the_mails_agree(app, town, elsewhere, clock):
    """Who was told as all this was made; and, told of everything by mistake, what is left when the mail is written."""
    clock.move(hours=2)
    everything = [*town.things, *elsewhere.things]
    wrong = [f"{reader}: {thing}" for reader, thing in told_wrongly(app, town, everything)]
    tell_everything_by_mistake(town, elsewhere)
    clock.move(hours=2)
    wrong += [f"by mistake {reader}: {thing}" for reader, thing in told_wrongly(app, town, everything)]
    assert wrong == []


def tell_everything_by_mistake(town: Town, elsewhere: Town) -> None:
    """Notices for everybody: of all that their customer has, of some that another customer and another agency has."""
    foreign = {(thing.kind, thing.shown): thing for thing in town.things if thing.firm.opened}.values()
    with town.agency.work():
        for firm in town.firms:
            contacts = [reader.contact_id for reader in town.readers if reader.firm is firm]
            for thing in {*town.at_home(firm), *foreign, *elsewhere.things[:9]}:
                if not thing.is_part_of_a_comment or not thing.on.shown:
                    Notice.write("contact", contacts, NEWS[thing.kind], MODELS[thing.kind](id=thing.id))


def told_wrongly(app, town: Town, things: list[Thing]) -> Iterator[tuple[Reader, Thing]]:
    """Has the mail made for everybody who reads; who was told of what should be a secret, or not told what is new."""
    for reader in town.readers:
        with town.agency.work():
            before = set(db.session.scalars(select(OutgoingMail.id)))
        with app.app_context():
            jobs["notifications.digest"](town.agency.tenant_id, reader_kind="contact", reader_id=str(reader.contact_id))
        with town.agency.work():
            mails = db.session.scalars(select(OutgoingMail).where(OutgoingMail.id.not_in(before))).all()
            assert {mail.recipient for mail in mails} <= {reader.email}
            read = {
                word for mail in mails for word in words_in(text_of(message_from_bytes(mail.content, policy=default)))
            }
        yield from ((reader, thing) for thing in things if (thing.word in read) != is_told(reader, thing))
