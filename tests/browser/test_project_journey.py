"""A project from the agency to the customer and back: with the mouse, by keyboard alone, without script, on a phone.

Who may not see it gets 404 and no mail, whatever the way.
"""

from __future__ import annotations

import pytest

from app.access.models import ContactNotification, ContactPermission
from app.contacts.models import Contact
from app.contacts.persons import Person
from tenants import db, now
from tests.browser.stage import Stage
from tests.browser.test_main_journey import WAYS
from tests.cast import Agency, Someone, _hash, make_agency
from tests.letters import text_of
from tests.postbox import link_in

EVERYTHING = ("projects", "files")
OCCASIONS = ("project_new", "project_done", "task_new", "task_status", "comment_new", "file_new")
NOTE, ANSWER = "Unsere Marge ist knapp", "Bitte sehen Sie sich den Entwurf an"
REPLY, ENCLOSED = "Der Entwurf gefällt uns sehr", "Skizze von uns.txt"
TASK, PROJECT = "Entwurf freigeben", "Neue Orgel"


@pytest.fixture
def agencies(app) -> tuple[Agency, Agency]:
    """Two agencies; at the first a contact who may see everything, one of the same customer who may nothing, and one
    of another customer who may everything there, as may the one at the other agency. All want every mail."""
    a, b = make_agency(app, "Werft"), make_agency(app, "Reede")
    with a.work():
        person = Person.add(first_name="Ida", last_name="Irgend", email="ida@example.org")
        person.password_hash, person.password_set_at = _hash(app), now()
        contact = Contact.add(a.customer.load(), person)
        db.session.flush()
        a.things["uninformed"] = Someone(Person, person.id, person.name, person.email)
        ContactPermission.set(contact, ())
        ContactNotification.set(contact, OCCASIONS)
    for agency in (a, b):
        for each in (agency.contact, agency.other_contact):
            agency.permit(each, *EVERYTHING, notifications=OCCASIONS)
    return a, b


@pytest.mark.parametrize("stage", WAYS, indirect=True)
def test_from_the_agency_to_the_customer_and_back(stage, agencies):
    a, b = agencies
    office = stage.visitor(a, "/anmelden", a.owner.email)
    home = begin_work(stage, office, a)
    place = write_to_the_customer(stage, office)
    asked = read_and_answer(stage, a, place)
    notice_the_answer(stage, office, a)
    keep_it_from_others(stage, (a, b), (f"/kunden/projekte/{home}", f"/kunden/aufgaben/{place}", asked))


def begin_work(stage: Stage, office, agency: Agency) -> str:
    """A project and in it a task, both shown to the customer; returns the project's id."""
    office.open(f"{stage.origin(agency)}/verwaltung/kunden/{agency.customer.id}/projekte")
    office.follow("Neues Projekt")
    office.fill({"Name": PROJECT})
    office.press("Speichern")
    office.heading(PROJECT)
    stage.fits(office)
    home = office.page.url.split("?")[0].rstrip("/").rsplit("/", 1)[1]
    office.open(f"{stage.origin(agency)}/verwaltung/projekte/{home}/aufgaben")
    office.follow("Aufgabe mit allen Angaben")
    office.fill({"Titel": TASK, "Beschreibung": "Es geht um den **Prospekt**."})
    office.tick(agency.owner.name)
    office.press("Speichern")
    office.heading(TASK)
    stage.fits(office)
    return home


def write_to_the_customer(stage: Stage, office) -> str:
    """A note among the staff and an answer to the customer; returns the task's id."""
    for audience, words in (("Interne Notiz", NOTE), ("Antwort an den Kunden", ANSWER)):
        office.pick(audience)
        office.fill({"Beitrag": words})
        office.press("Absenden")
        office.sees(words)
    assert office.page.locator("article.note").filter(has_text=NOTE).count() == 1
    assert office.page.locator("article.note").filter(has_text=ANSWER).count() == 0
    stage.fits(office)
    return office.page.url.split("?")[0].split("#")[0].rsplit("/", 1)[1]


def read_and_answer(stage: Stage, agency: Agency, place: str) -> str:
    """The contact sees task, description and the open comment alone, answers and encloses a file; returns its path."""
    letter = stage.letter(agency, agency.person.email, ANSWER)
    everything = "".join(map(text_of, stage.letters(agency, agency.person.email)))
    assert TASK in everything
    assert NOTE not in everything
    person = stage.visitor(agency, "/kunden/anmelden", agency.person.email)
    person.sees(TASK)
    stage.fits(person)
    person.open(link_in(letter, f"/kunden/aufgaben/{place}"))
    person.heading(TASK)
    for words in ("Prospekt", ANSWER):
        person.sees(words)
    assert NOTE not in person.page.content()
    stage.fits(person)
    person.fill({"Ihre Antwort": REPLY})
    person.enclose(ENCLOSED, b"Eine Skizze")
    person.press("Antworten")
    person.sees(REPLY)
    link = person.page.get_by_role("link", name=ENCLOSED).first
    link.wait_for()
    stage.fits(person)
    return link.get_attribute("href")


def notice_the_answer(stage: Stage, office, agency: Agency) -> None:
    """Staff see it as unread, and are told by mail with a link that leads to it."""
    office.open(f"{stage.origin(agency)}/verwaltung/")
    office.sees(REPLY)
    stage.fits(office)
    office.open(f"{stage.origin(agency)}/verwaltung/aufgaben")
    office.sees("1 neuer Beitrag")
    office.open(link_in(stage.letter(agency, agency.owner.email, REPLY), "/verwaltung/aufgaben/"))
    office.heading(TASK)
    for words in ("Neu seit Ihrem letzten Besuch", REPLY, ENCLOSED):
        office.sees(words)
    office.open(f"{stage.origin(agency)}/verwaltung/aufgaben")
    office.sees(TASK)
    assert office.page.get_by_text("neuer Beitrag").count() == 0


def keep_it_from_others(stage: Stage, agencies: tuple[Agency, Agency], paths: tuple[str, ...]) -> None:
    """Without the permission, at another customer, at another agency: 404 for everything, and no mail."""
    a, b = agencies
    others = [(a, a.things["uninformed"]), (a, a.other_person), (b, b.person)]
    for agency, someone in others:
        visitor = stage.visitor(agency, "/kunden/anmelden", someone.email)
        assert [visitor.page.goto(path).status for path in paths] == [404] * len(paths)
        visitor.open(stage.origin(agency) + "/kunden/")
        assert TASK not in visitor.page.content()
        assert PROJECT not in visitor.page.content()
        assert stage.letters(agency, someone.email) == []
