"""„Hilfe“ as the staff use it."""

from __future__ import annotations

import pytest

HELP = "/verwaltung/hilfe"


@pytest.mark.parametrize("who", ["owner", "admin", "member", "reader"])
def test_everybody_of_the_staff_reads_it(cast, who):
    client = cast.a.sign_in(who).get(HELP)
    assert client.title == "Hilfe"
    assert client.get(f"{HELP}/gruppen").title == "Gruppen und Rubriken"


def test_the_signed_out_are_sent_to_sign_in(cast):
    for path in (HELP, f"{HELP}/kunden"):
        assert cast.a.visit().get(path, follow=False).location.startswith("/anmelden")


def test_a_topic_that_is_none_is_404(cast):
    assert cast.a.sign_in("owner").get(f"{HELP}/wetter").status == 404


def test_a_screen_leads_to_what_explains_it_and_back(cast):
    owner = cast.a.sign_in("owner").get("/verwaltung/einstellungen/gruppen")
    owner.follow("Hilfe zu: Gruppen und Rubriken")
    assert owner.title == "Gruppen und Rubriken"
    owner.follow("Zurück zur Seite")
    assert owner.title == "Gruppen"


def test_the_navigation_leads_to_all_topics(cast):
    owner = cast.a.sign_in("owner").get("/verwaltung/")
    owner.follow("Hilfe")
    assert owner.title == "Hilfe"
    assert "Zurück zur Seite" not in owner.follow("Kunden", near="Anlegen, finden").text


@pytest.mark.parametrize("where", ["//example.org/", "https://example.org/", "/kunden/", "/verwaltung/../anmelden"])
def test_the_way_back_leads_to_the_office_only(cast, where):
    assert "Zurück zur Seite" not in cast.a.sign_in("owner").get(f"{HELP}/kunden", query_string={"von": where}).text


class TestTheSearch:
    @pytest.mark.parametrize(
        ("words", "first"),
        [
            ("outlook", "Import und Export"),
            ("PASSWORT", "Zugang zum Portal"),
            ("rubrik", "Gruppen und Rubriken"),
            ("einbett", "Mitgliederliste"),
            ("sommerzeit zeitzone", "Erreichbarkeit"),
            ("loeschen sperren", "Kunden"),
        ],
    )
    def test_words_find_the_page_that_is_about_them_first(self, cast, words, first):
        client = cast.a.sign_in("reader").get(HELP, query_string={"q": words})
        found = [node.text() for node in client.page.all("a") if "cover" in node.classes]
        assert found[0] == first

    def test_what_only_the_text_says_is_found_too(self, cast):
        assert "Adresse bestätigen" in cast.a.sign_in("reader").get(f"{HELP}?q=DSGVO").text

    def test_what_is_nowhere_is_said(self, cast):
        client = cast.a.sign_in("reader").get(f"{HELP}?q=Wetterbericht")
        assert "Zu „Wetterbericht“ steht hier nichts." in client.text
        assert client.follow("Filter zurücksetzen").title == "Hilfe"


def test_the_pages_and_their_search_are_english_for_who_reads_english(cast):
    with cast.a.work():
        cast.a.owner.load().speak("en")
    owner = cast.a.sign_in("owner").get(f"{HELP}?q=duplicates")
    assert owner.follow("Customers", near="Create, find").title == "Customers"
    assert "Avoiding duplicates" in owner.text
    assert "nothing here about" in owner.get(f"{HELP}?q=Doppelte").text
