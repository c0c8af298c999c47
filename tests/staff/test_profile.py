"""„Mein Profil“ of the staff."""

import pytest
from sqlalchemy import select

from app.accounts.models import SignInSession
from tenants import db
from tests.cast import PASSWORD

NEW = "Fünf-Segel-am-Horizont-09"
CHANGE = {"Bisheriges Passwort": PASSWORD, "Neues Passwort": NEW}


@pytest.fixture
def profile(cast):
    """The reader's own profile: everybody has one."""
    return cast.a.sign_in("reader").get("/verwaltung/profil")


def test_everybody_changes_their_own_name(cast, profile):
    profile.submit("Speichern", {"Vorname": "Renate"})
    assert "Ihr Name ist gespeichert." in profile.text
    with cast.a.work():
        assert cast.a.reader.load().name == "Renate Riff"


def test_a_name_may_not_be_empty_and_the_password_form_stays_quiet(profile):
    profile.submit("Speichern", {"Vorname": " "})
    assert (profile.status, list(profile.errors())) == (422, ["Vorname"])
    assert profile.value("Nachname") == "Riff"


def test_changing_the_password_ends_all_other_sessions_and_is_told_by_mail(cast, profile, letters):
    other = cast.a.sign_in("reader")
    profile.submit("Passwort ändern", CHANGE)
    assert (profile.path, profile.status) == ("/verwaltung/profil", 200)
    assert "Ihr Passwort ist geändert." in profile.text
    assert other.get("/verwaltung/profil").title == "Anmelden"
    assert "geändert" in letters.to(cast.a.reader.email, cast.a.slug)[-1]["Subject"]
    other.get("/anmelden").submit("Anmelden", {"E-Mail-Adresse": cast.a.reader.email, "Passwort": NEW})
    assert other.path == "/verwaltung/"


def test_the_old_password_is_needed(cast, profile):
    profile.submit("Passwort ändern", CHANGE | {"Bisheriges Passwort": "falsch"})
    assert profile.status == 422
    assert profile.errors() == {"Bisheriges Passwort": "Das ist nicht Ihr bisheriges Passwort."}


def test_guessing_the_old_password_is_slowed_down(profile):
    for _try in range(10):
        profile.submit("Passwort ändern", CHANGE | {"Bisheriges Passwort": "falsch"})
    assert profile.submit("Passwort ändern", CHANGE).status == 429


def test_a_poor_password_is_refused(profile):
    profile.submit("Passwort ändern", CHANGE | {"Neues Passwort": "Rena Riff 2026"})
    assert "die andere kennen" in profile.errors()["Neues Passwort"]


def test_one_other_device_can_be_signed_out(cast, profile):
    other = cast.a.sign_in("reader")
    profile.get("/verwaltung/profil").submit("Abmelden Testbrowser")
    assert "Das Gerät ist abgemeldet." in profile.text
    assert other.get("/verwaltung/profil").title == "Anmelden"


def test_signing_out_everywhere_ends_this_session_too(cast, profile):
    other = cast.a.sign_in("reader")
    profile.submit("Überall abmelden")
    assert (profile.path, "auf allen Geräten abgemeldet" in profile.text) == ("/anmelden", True)
    for client in (other, profile):
        assert client.get("/verwaltung/profil").title == "Anmelden"


@pytest.mark.parametrize("agency", ["a", "b"])
def test_nobody_ends_the_session_of_somebody_else(cast, profile, agency):
    theirs = getattr(cast, agency)
    victim = theirs.sign_in("owner")
    with theirs.work():
        session = db.session.scalar(select(SignInSession.id).where(SignInSession.user_id == theirs.owner.id))
    profile.post(f"/verwaltung/profil/anmeldungen/{session}/ende")
    assert victim.get("/verwaltung/").title == "Übersicht"


def test_signed_out_to_the_sign_in_page(cast):
    assert cast.a.visit().get("/verwaltung/profil").title == "Anmelden"
    for path in ("name", "passwort", "abmeldung"):
        client = cast.a.visit().get("/anmelden").post(f"/verwaltung/profil/{path}")
        assert client.path == "/anmelden"


def test_a_person_of_the_portal_is_nobody_here(cast):
    assert cast.a.sign_in(cast.a.person).get("/verwaltung/profil").title == "Anmelden"
