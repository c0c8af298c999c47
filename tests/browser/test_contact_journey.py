"""„Neuen Kundenkontakt anlegen“, from the tab to the portal, as the reference text walks it.

With the mouse, by keyboard alone, without script, on a phone. Then what the text notes besides: other defaults hold for
the next contact, and a welcome mail that is switched off is not sent.
"""

from __future__ import annotations

import re

import pytest

from app.access.models import ContactNotification, ContactPermission
from app.contacts.persons import Person
from app.projects.models import Project
from tests.browser.stage import Stage
from tests.browser.test_main_journey import CONTACT_PASSWORD, WAYS
from tests.cast import Agency, make_agency
from tests.files.conftest import picture
from tests.letters import text_of
from tests.postbox import link_in

FIRST, SECOND = "lea.hafen@example.org", "til.watt@example.org"
TYPED, OWN = "Kutter-Mole-Ebbe-Steg71", "Fock-Anker-Leuchte-Priel39"
PROJECT = "Neue Orgel"
LOADED = "image => image.decode().then(() => image.naturalWidth > 0)"


@pytest.fixture
def agency(app) -> Agency:
    """An agency with a project that its customer may see."""
    agency = make_agency(app, "Hafenlicht")
    with agency.work():
        Project.add(customer=agency.customer.load(), name=PROJECT, visible=True)
    return agency


@pytest.mark.parametrize("stage", WAYS, indirect=True)
def test_a_contact_from_the_tab_to_the_portal(stage: Stage, agency):
    office = stage.visitor(agency, "/anmelden", agency.owner.email)
    open_the_form(stage, office, agency)
    fill_in(stage, office)
    choose_a_password(stage, agency)
    see_what_was_opened(stage, agency)
    change_the_defaults(stage, office, agency)
    switch_the_welcome_off(stage, office, agency)
    open_the_form(stage, office, agency)
    type_a_password(stage, office)
    choose_ones_own(stage, agency)
    assert given(agency) == {FIRST: ({"projects"}, {"comment_new"}), SECOND: ({"files"}, {"file_new"})}


def open_the_form(stage: Stage, office, agency: Agency) -> None:
    office.open(f"{stage.origin(agency)}/verwaltung/kunden/{agency.customer.id}")
    parts = office.page.get_by_role("navigation", name="Bereiche des Kunden")
    office._press(parts.get_by_role("link", name=re.compile("^Kontakte")))
    office.page.wait_for_url("**/kontakte")
    office.follow("Neuer Kontakt")
    office.heading("Neuer Kontakt")
    stage.fits(office)


def fill_in(stage: Stage, office) -> None:
    """Picture, facts, direction, permissions, notifications, the tick for the link; not saved at once."""
    office.enclose("lea.jpg", picture("JPEG"))
    office.fill({"Vorname": "Lea", "Nachname": "Hafen", "Position": "Werkstatt"})
    office.fill({"E-Mail-Adresse": "keine Adresse", "Telefonnummer": "030 23125 100"})
    office.pick("Rechts nach links")
    office.tick("Kennwort per E-Mail versenden")
    office.tick("Projekte")
    office.tick("Neuer Beitrag")
    office.press("Speichern")
    office.sees("Noch nicht gespeichert")
    office.sees("Bitte wählen Sie das Bild noch einmal aus")
    stage.fits(office)
    office.enclose("lea.jpg", picture("JPEG"))
    retype(office, "E-Mail-Adresse", FIRST)
    office.press("Speichern")
    office.sees("Kontakt angelegt.")
    office.sees("eingeladen bis")
    row = office.page.locator("li").filter(has_text="Lea Hafen")
    assert row.locator("img.avatar").evaluate(LOADED)
    stage.fits(office)


def retype(office, label: str, value: str) -> None:
    """Another value instead of the one that stands there."""
    office._field(label).evaluate("field => field.select()")
    office.fill({label: value})


def choose_a_password(stage: Stage, agency: Agency) -> None:
    """One mail greets and carries the link; the page behind it does not sign in."""
    letter = stage.letter(agency, FIRST, "/kunden/passwort/")
    assert "willkommen im Kundenportal" in text_of(letter)
    assert len(stage.letters(agency, FIRST)) == 1
    person = stage.reader(agency)
    person.open(link_in(letter, "/kunden/passwort/"))
    stage.fits(person)
    person.fill({"Neues Passwort": CONTACT_PASSWORD})
    person.press("Passwort festlegen")
    person.page.wait_for_url(re.compile("/kunden/anmelden"))
    assert person._field("E-Mail-Adresse").input_value() == FIRST


def see_what_was_opened(stage: Stage, agency: Agency) -> None:
    """From right to left, with the picture; Projekte and nothing else."""
    person = stage.visitor(agency, "/kunden/", FIRST, CONTACT_PASSWORD)
    person.page.wait_for_url(f"{stage.origin(agency)}/kunden/")
    assert person.page.locator("html").get_attribute("dir") == "rtl"
    assert person.page.locator("header img.avatar").evaluate(LOADED)
    assert places(person) >= {"Projekte", "Aufgaben"}
    assert "Dateien" not in places(person)
    stage.fits(person)
    person.follow("Projekte")
    person.sees(PROJECT)
    stage.fits(person)
    assert person.page.goto("/kunden/dateien").status == 404


def places(person) -> set[str]:
    """What the menu of the portal offers."""
    return {text.strip() for text in person.page.locator("header nav a").all_inner_texts()}


def change_the_defaults(stage: Stage, office, agency: Agency) -> None:
    """Einstellungen → Kunden: the check boxes for new contacts."""
    office.open(f"{stage.origin(agency)}/verwaltung/einstellungen")
    office._press(office.page.get_by_role("main").get_by_role("link", name="Kunden", exact=True))
    office.heading("Vorgaben für Kunden")
    office.tick("Dateien")
    office.tick("Neue Datei")
    office.press("Speichern")
    office.sees("gespeichert")
    stage.fits(office)


def switch_the_welcome_off(stage: Stage, office, agency: Agency) -> None:
    """Einstellungen → E-Mail-Templates."""
    office.open(f"{stage.origin(agency)}/verwaltung/einstellungen")
    office.follow("E-Mail-Templates")
    office._press(office.page.get_by_role("button", name=re.compile(r"^Abschalten .*Begrüßungs-E-Mail")))
    office.sees("abgeschaltet")
    stage.fits(office)


def type_a_password(stage: Stage, office) -> None:
    """The next contact has the new defaults; its password is typed, and it is told that no welcome goes out."""
    assert office._box("Dateien").is_checked()
    assert office._box("Neue Datei").is_checked()
    assert not office._box("Projekte").is_checked()
    assert office._box("Keine Willkommens-E-Mail senden").is_disabled()
    assert office._box("Muss bei der ersten Anmeldung").is_checked()
    office.sees("Das E-Mail-Template der Begrüßung ist nicht aktiv")
    office.fill({"Vorname": "Til", "Nachname": "Watt", "E-Mail-Adresse": SECOND, "Passwort": TYPED})
    office.press("Speichern")
    office.sees("Kontakt angelegt.")
    office.sees("noch nicht angemeldet")


def choose_ones_own(stage: Stage, agency: Agency) -> None:
    """The typed password opens nothing but the page for one's own; the mail that follows is the first and only one."""
    person = stage.visitor(agency, "/kunden/", SECOND, TYPED)
    person.heading("Eigenes Passwort wählen")
    person.open(f"{stage.origin(agency)}/kunden/dateien")
    person.heading("Eigenes Passwort wählen")
    stage.fits(person)
    person.fill({"Bisheriges Passwort": TYPED, "Neues Passwort": OWN})
    person.press("Passwort festlegen")
    person.heading("Dateien")
    assert "Projekte" not in places(person)
    assert person.page.locator("html").get_attribute("dir") == "ltr"
    assert person.page.goto("/kunden/projekte").status == 404
    stage.letter(agency, SECOND, "Passwort")
    everything = [text_of(mail) for mail in stage.letters(agency, SECOND)]
    assert len(everything) == 1
    assert "willkommen" not in everything[0].casefold()
    assert TYPED not in everything[0]


def given(agency: Agency) -> dict[str, tuple[set[str], set[str]]]:
    """What the two were given: address → permissions and notifications."""
    with agency.work():
        found = {}
        for email in (FIRST, SECOND):
            (contact,) = Person.find_by_email(email).contacts
            found[email] = ({*ContactPermission.keys(contact)}, {*ContactNotification.keys(contact)})
        return found
