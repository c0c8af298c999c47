"""German or English: everybody of the staff reads in the language they chose."""

from __future__ import annotations

import pytest

from tests.cast import PASSWORD


@pytest.fixture
def english(cast):
    """The reader, who reads English."""
    with cast.a.work():
        cast.a.reader.load().speak("en")
    return cast.a.sign_in("reader")


def test_everybody_chooses_their_own_language(cast):
    reader, owner = cast.a.sign_in("reader"), cast.a.sign_in("owner")
    reader.get("/verwaltung/profil").submit("Sprache speichern", {"Sprache": "English"})
    assert (reader.title, reader.page.all("html")[0]["lang"]) == ("My profile", "en")
    assert "Your language is saved." in reader.text
    assert reader.get("/verwaltung/kunden").title == "Customers"
    assert owner.get("/verwaltung/kunden").title == "Kunden"
    reader.get("/verwaltung/profil").submit("Save language", {"Language": "Deutsch"})
    assert reader.title == "Mein Profil"


def test_another_language_is_not_taken(cast, english):
    assert english.get("/verwaltung/profil").post("/verwaltung/profil/sprache", {"language": "ar"}).status == 422
    with cast.a.work():
        assert cast.a.reader.load().language == "en"


def test_signed_out_to_the_sign_in_page(cast):
    client = cast.a.visit().get("/anmelden").post("/verwaltung/profil/sprache", {"language": "en"})
    assert client.path == "/anmelden"


@pytest.mark.parametrize("path", ["/verwaltung/gibt-es-nicht", "/verwaltung/rollen", "/verwaltung/mitarbeiter"])
def test_pages_of_errors_and_refusals_speak_it_too(english, path):
    assert english.get(path).page.all("html")[0]["lang"] == "en"


def test_what_is_public_stays_as_the_visitor_chose(english):
    assert english.get("/impressum").page.all("html")[0]["lang"] == "de"


def test_the_sign_in_page_can_be_read_in_english_and_who_signs_in_keeps_it(cast):
    client = cast.a.visit().get("/anmelden").follow("English")
    assert client.title == "Sign in"
    client.submit("Sign in", {"E-mail address": cast.a.reader.email, "Password": "wrong"})
    client.submit("Sign in", {"E-mail address": cast.a.reader.email, "Password": PASSWORD})
    assert client.title == "Overview"
    with cast.a.work():
        assert cast.a.reader.load().language == "en"


def test_a_choice_made_earlier_in_this_browser_changes_nobody(cast):
    client = cast.a.visit().get("/kunden/anmelden?sprache=en").get("/anmelden")
    client.submit("Sign in", {"E-mail address": cast.a.reader.email, "Password": PASSWORD})
    assert client.title == "Übersicht"


def test_after_signing_out_the_sign_in_page_speaks_on(cast, english):
    english.get("/verwaltung/profil").submit("Save language", {"Language": "English"})
    english.submit("Sign out")
    assert (english.path, english.title) == ("/anmelden", "Sign in")
    assert "You are signed out." in english.text
    assert english.follow("Deutsch").title == "Anmelden"


def test_who_is_invited_in_english_reads_english_from_the_mail_to_the_sign_in_page(cast, letters):
    owner = cast.a.sign_in("owner").get("/verwaltung/mitarbeiter/einladen")
    address = "ida@example.org"
    owner.submit(
        "Einladung senden",
        {
            "Vorname": "Ida",
            "Nachname": "Ibsen",
            "E-Mail-Adresse": address,
            "Sprache": "English",
            "Rolle": "Mitarbeiter",
        },
    )
    assert "invite" in letters.to(address, cast.a.slug)[-1]["Subject"]
    invited = cast.a.visit().get(letters.link(address, cast.a.slug, "/einladung/"))
    assert invited.title == "Welcome, Ida"
    assert invited.follow("Deutsch").title == "Willkommen, Ida"
    invited.follow("English").submit("Save password", {"New password": "Fünf-Segel-am-Horizont-09"})
    assert (invited.path, invited.title) == ("/anmelden", "Sign in")


def test_who_invites_in_english_is_offered_english(cast):
    with cast.a.work():
        cast.a.owner.load().speak("en")
    page = cast.a.sign_in("owner").get("/verwaltung/mitarbeiter/einladen")
    [english] = [box for box in page.page.all("input") if box["value"] == "en"]
    assert "checked" in english


def test_mails_to_the_staff_follow_their_language(cast, english, letters):
    english.get("/verwaltung/profil").submit(
        "Change password", {"Present password": PASSWORD, "New password": "Fünf-Segel-am-Horizont-09"}
    )
    assert "password" in letters.to(cast.a.reader.email, cast.a.slug)[-1]["Subject"]
