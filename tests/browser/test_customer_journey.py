"""„Neuen Kunden anlegen“, from the menu to the overview, as the reference text walks it.

With the mouse, by keyboard alone, without script, on a phone.
"""

from __future__ import annotations

import pytest

from app.groups.models import Group, Rubric
from tenants import db
from tests.browser.stage import Stage
from tests.browser.test_main_journey import WAYS
from tests.cast import Agency, make_agency
from tests.postbox import link_in

CUSTOMER, EMAIL = "Orgelbau am Deich", "friederike.muster@example.org"
OWN = "Pinasse-Lotse-Seezeichen-48"
GROUP = "Website"


@pytest.fixture
def agency(app) -> Agency:
    """An agency with a second group, which opens projects."""
    agency = make_agency(app, "Hafenlicht")
    with agency.work():
        rubric = Rubric(name="Leistungen")
        group = Group(rubric=rubric, name=GROUP)
        db.session.add_all([rubric, group])
        db.session.flush()
        group.open("projects")
    return agency


@pytest.mark.parametrize("stage", WAYS, indirect=True)
def test_a_customer_from_the_menu_to_the_overview(stage: Stage, agency):
    office = stage.visitor(agency, "/anmelden", agency.owner.email)
    open_the_form(stage, office)
    fill_in(stage, office)
    password = give_password(stage, office)
    check_address(stage, office)
    sign_in(stage, agency, password)
    confirm(stage, agency)
    find_in_the_overview(stage, office, agency)


def open_the_form(stage: Stage, office) -> None:
    if stage.phone:
        office.page.get_by_role("button", name="Menü öffnen").click()
    office.follow("Kunden")
    office.follow("Neuen Kunden anlegen")
    office.heading("Neuen Kunden anlegen")
    stage.fits(office)


def fill_in(stage: Stage, office) -> None:
    """Adresse, Gruppen, Erreichbarkeit, Kommunikation, „Speichern“."""
    office.fill({"Firma": CUSTOMER})
    office.choose("Anrede", "Frau")
    office.fill({"Vorname": "Friederike", "Nachname": "Muster"})
    office.fill({"Straße und Hausnummer": "Am Deich 3", "PLZ": "23552", "Ort": "Lübeck"})
    office.tick(GROUP)
    office.press("Mo–Fr 8–18")
    office.sees("50 Stunden")
    office.fill({"Telefon": "030 23125 100"})
    office.pick("Du")
    office.pick("Ja")
    office.fill({"E-Mail-Adresse": EMAIL, "Internetadresse": "www.example.org"})
    office.press("Speichern")
    office.heading(CUSTOMER)
    office.sees("Der Kunde hat noch kein Passwort")
    office.sees("Mo–Fr 8–18 Uhr")
    stage.fits(office)


def give_password(stage: Stage, office) -> str:
    """The window; returns the password that the program chose."""
    office.follow("Passwort")
    office.page.get_by_text("Vom Programm wählen lassen").wait_for()
    chosen = office.page.locator(".secret bdi, .secret code, .secret output").first.inner_text().strip()
    assert len(chosen.split("-")) == 4
    stage.fits(office)
    office.press("Passwort vergeben")
    office.sees("E-Mail-Adresse überprüfen?")
    return chosen


def check_address(stage: Stage, office) -> None:
    """„Ja“ opens the prepared mail, „Senden“ sends it."""
    stage.fits(office)
    office.follow("Ja")
    office.sees("Diese E-Mail bekommt Friederike Muster")
    office.sees("Hallo Friederike")
    stage.fits(office)
    office.press("Senden")
    office.sees("Bestätigung gesendet")


def sign_in(stage: Stage, agency: Agency, password: str) -> None:
    """With the password that the program chose, and from then on with one of her own."""
    person = stage.visitor(agency, "/kunden/", EMAIL, password)
    person.heading("Eigenes Passwort wählen")
    stage.fits(person)
    person.fill({"Bisheriges Passwort": password, "Neues Passwort": OWN})
    person.press("Passwort festlegen")
    person.page.wait_for_url(f"{stage.origin(agency)}/kunden/")
    person.sees("Friederike")
    stage.fits(person)


def confirm(stage: Stage, agency: Agency) -> None:
    """The link opens a page; only its button confirms."""
    reader = stage.reader(agency)
    reader.open(link_in(stage.letter(agency, EMAIL, "/l/"), "/l/"))
    stage.fits(reader)
    reader.press("Adresse bestätigen")
    reader.sees("bestätigt")


def find_in_the_overview(stage: Stage, office, agency: Agency) -> None:
    office.open(f"{stage.origin(agency)}/verwaltung/")
    if stage.phone:
        office.page.get_by_role("button", name="Menü öffnen").click()
    office.follow("Kunden")
    office.sees(CUSTOMER)
    office.sees("aktiv, zuletzt")
    office.sees("Adresse bestätigt")
    stage.fits(office)
    office.follow(CUSTOMER)
    office.sees("bestätigt am")
    office.sees("aktiv, zuletzt")
