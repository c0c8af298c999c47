"""Who was given a password that is not to stay chooses one of its own, and sees nothing before."""

from __future__ import annotations

import pytest

from app.accounts.passwords import verify_password
from tests.cast import PASSWORD

GIVEN = "Tonne-Priel-Kanal-Anker47"
OWN = "Reling-Lotse-Brise-Kompass82"
PAGE = "/kunden/eigenes-passwort"
FIELDS = {"Bisheriges Passwort": GIVEN, "Neues Passwort": OWN}


@pytest.fixture
def agency(cast):
    """Agency a, whose staff gave its person a new password that it must replace."""
    with cast.a.work():
        cast.a.person.load().give_password(GIVEN, must_change=True)
    return cast.a


def enter(agency, path: str = "/kunden/anmelden"):
    browser = agency.visit().get(path)
    return browser.submit("Anmelden", {"E-Mail-Adresse": "anna@example.org", "Passwort": GIVEN})


def test_signing_in_leads_to_the_choice_and_then_to_what_was_wanted(agency):
    browser = enter(agency, "/kunden/profil")
    assert browser.title == "Eigenes Passwort wählen"
    browser.submit("Passwort festlegen", FIELDS)
    assert browser.path == "/kunden/profil"
    assert "Ab jetzt melden Sie sich mit Ihrem eigenen Passwort an." in browser.text
    with agency.work():
        person = agency.person.load()
        assert verify_password(person.password_hash, OWN)
        assert not person.must_change_password


@pytest.mark.parametrize(
    "path", ["/kunden/", "/kunden/profil", "/kunden/profil/passwort", "/kunden/projekte", "/kunden/x"]
)
def test_every_page_leads_there(agency, path):
    browser = enter(agency)
    assert browser.get(path, follow=False).status == 303
    assert browser.get(path).title == "Eigenes Passwort wählen"


def test_nothing_is_written_before(agency):
    browser = enter(agency)
    browser.post("/kunden/profil", {"first_name": "Anders", "last_name": "Anders"}, follow=False)
    assert (browser.status, browser.headers["Location"]) == (303, PAGE)
    with agency.work():
        assert agency.person.load().first_name == "Anna"


def test_the_page_offers_nothing_of_the_portal_but_the_way_out(agency):
    browser = enter(agency)
    assert not [link for link in browser.page.all("a") if link["href"].startswith("/kunden")]
    browser.submit("Abmelden")
    assert "Sie sind abgemeldet." in browser.text


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ({}, "Bisheriges Passwort"),
        ({"Bisheriges Passwort": OWN, "Neues Passwort": OWN}, "Bisheriges Passwort"),
        ({"Bisheriges Passwort": GIVEN, "Neues Passwort": "kurz"}, "Neues Passwort"),
        ({"Bisheriges Passwort": GIVEN, "Neues Passwort": GIVEN}, "Neues Passwort"),
    ],
    ids=["nothing", "wrong", "weak", "the same"],
)
def test_what_does_not_fit_is_said_and_nothing_changes(agency, typed, label):
    browser = enter(agency).submit("Passwort festlegen", typed)
    assert browser.status == 422
    assert label in browser.errors()
    assert browser.get("/kunden/").title == "Eigenes Passwort wählen"


def test_who_has_one_of_its_own_has_no_such_page(cast):
    assert cast.a.sign_in("person").get(PAGE).path == "/kunden/"


def test_signed_out_it_leads_to_the_sign_in(cast):
    assert cast.a.visit().get(PAGE).title == "Anmelden"


def test_a_password_set_by_a_link_is_ones_own(agency):
    with agency.work():
        agency.person.load().invite(welcome=False)
        link = agency.person.load().link("set-password")
    browser = enter(agency).get(f"/kunden/passwort/{link}")
    browser.submit("Passwort festlegen", {"Neues Passwort": OWN})
    with agency.work():
        assert not agency.person.load().must_change_password


def test_staff_wish_it_unless_they_say_no(cast):
    staff = cast.a.sign_in("member")
    path = f"/verwaltung/kunden/kontakte/{cast.a.contact.id}/passwort"
    how = {"Wie soll das Passwort entstehen?": "Selbst eintippen", "Passwort": GIVEN}
    for wished in (True, False):
        tick = {} if wished else {"Muss bei der ersten Anmeldung ein eigenes Passwort wählen": False}
        staff.get(path).submit("Passwort vergeben", how | tick)
        with cast.a.work():
            assert cast.a.person.load().must_change_password is wished


def test_guessing_the_given_password_is_slowed(agency):
    browser = enter(agency)
    wrong = {"Bisheriges Passwort": PASSWORD, "Neues Passwort": OWN}
    assert [browser.get(PAGE).submit("Passwort festlegen", wrong).status for _ in range(11)] == [422] * 10 + [429]
