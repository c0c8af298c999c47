"""Signing in and out, forgotten passwords, and links that die."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.accounts.forgotten import PasswordRequest
from app.audit import AuditEntry
from tenants import db
from tests.cast import PASSWORD

NEW = "Fünf-Segel-am-Horizont-09"


def fill(client, address, password, path="/anmelden"):
    return client.get(path).submit("Anmelden", {"E-Mail-Adresse": address, "Passwort": password})


def forgot(client, address):
    return client.get("/passwort-vergessen").submit("Link anfordern", {"E-Mail-Adresse": address})


def test_signing_in_leads_to_the_overview_and_out_again(cast):
    client = fill(cast.a.visit(), "OLGA@example.org", PASSWORD)
    assert (client.path, client.title) == ("/verwaltung/", "Übersicht")
    client.submit("Abmelden")
    assert client.path == "/anmelden"
    assert "Sie sind abgemeldet." in client.text
    assert client.get("/verwaltung/").path == "/anmelden"


def test_signing_in_leads_back_to_where_one_was_going(cast):
    client = cast.a.visit().get("/verwaltung/rollen?x=1")
    assert client.path == "/anmelden?next=/verwaltung/rollen?x%3D1"
    client.submit("Anmelden", {"E-Mail-Adresse": cast.a.owner.email, "Passwort": PASSWORD})
    assert client.path == "/verwaltung/rollen?x=1"


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "/kunden/", "/verwaltung/../kunden/", "x"])
def test_signing_in_leads_nowhere_else(cast, target):
    client = cast.a.visit().get("/anmelden", query_string={"next": target})
    client.submit("Anmelden", {"E-Mail-Adresse": cast.a.owner.email, "Passwort": PASSWORD})
    assert client.path == "/verwaltung/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(cast):
    answers = []
    for address in (cast.a.owner.email, "niemand@example.org"):
        client = fill(cast.a.visit(), address, "falsch")
        assert client.status == 422
        assert client.value("E-Mail-Adresse") == address
        answers.append(client.text)
    assert answers[0] == answers[1]
    assert "E-Mail-Adresse oder Passwort stimmt nicht." in answers[0]


def test_who_works_at_one_agency_cannot_sign_in_at_another(cast, app):
    with cast.a.work():
        cast.a.owner.load().email_key = "nur-hier@example.org"
    assert fill(cast.a.visit(), "nur-hier@example.org", PASSWORD).path == "/verwaltung/"
    assert fill(cast.b.visit(), "nur-hier@example.org", PASSWORD).status == 422


def test_somebody_deactivated_cannot_sign_in(cast):
    with cast.a.work():
        cast.a.member.load().deactivate()
    assert fill(cast.a.visit(), cast.a.member.email, PASSWORD).status == 422


def test_guessing_is_slowed_down_and_the_right_password_too(cast):
    client = cast.a.visit()
    for _try in range(10):
        assert fill(client, cast.a.member.email, "falsch").status == 422
    assert fill(client, cast.a.member.email, PASSWORD).status == 429
    assert int(client.headers["Retry-After"]) > 0
    assert fill(cast.a.visit(), cast.a.owner.email, PASSWORD).path == "/verwaltung/"


def test_signing_in_and_failing_stand_in_the_log(cast):
    fill(cast.a.visit(), cast.a.owner.email, PASSWORD)
    fill(cast.a.visit(), cast.a.owner.email, "falsch")
    with cast.a.work():
        verbs = list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id.desc()).limit(2)))
    assert verbs == ["staff.sign_in_failed", "staff.signed_in"]


def test_forgotten_password_from_link_to_sign_in(cast, letters):
    elsewhere = cast.a.sign_in("owner")
    client = forgot(cast.a.visit(), cast.a.owner.email)
    assert client.title == "Bitte sehen Sie in Ihr Postfach"
    client.get(letters.link(cast.a.owner.email, cast.a.slug, "/passwort/"))
    client.submit("Passwort speichern", {"Neues Passwort": NEW})
    assert client.path == "/anmelden"
    assert client.value("E-Mail-Adresse") == cast.a.owner.email
    client.submit("Anmelden", {"Passwort": NEW})
    assert client.path == "/verwaltung/"
    assert elsewhere.get("/verwaltung/").path == "/anmelden"
    assert "geändert" in letters.to(cast.a.owner.email, cast.a.slug)[-1]["Subject"]


def test_asking_for_a_link_is_answered_the_same_for_everybody(cast):
    with cast.a.work():
        cast.a.reader.load().deactivate()
    answers = {
        forgot(cast.a.visit(), address).response.data
        for address in (cast.a.owner.email, cast.a.reader.email, "niemand@example.org")
    }
    assert len(answers) == 1


def test_only_who_may_sign_in_gets_a_link(cast, letters):
    with cast.a.work():
        cast.a.reader.load().deactivate()
    for address in (cast.a.reader.email, "niemand@example.org"):
        forgot(cast.a.visit(), address)
        assert letters.to(address, cast.a.slug) == []
    with cast.a.work():
        assert db.session.scalars(select(PasswordRequest)).all() == []


@pytest.fixture
def link(cast, letters):
    """A fresh link of „Passwort vergessen?“ for the owner."""
    forgot(cast.a.visit(), cast.a.owner.email)
    return letters.link(cast.a.owner.email, cast.a.slug, "/passwort/")


def choose(client, link, password=NEW):
    return client.get(link).submit("Passwort speichern", {"Neues Passwort": password})


def test_a_link_may_be_opened_often_and_used_once(cast, link):
    for _time in range(50):
        assert cast.a.visit().get(link).status == 200
        assert cast.a.visit().http.head(link, base_url=f"http://{cast.a.host}:8000").status_code == 200
    assert choose(cast.a.visit(), link).path == "/anmelden"
    assert cast.a.visit().get(link).status == 410


def test_of_many_at_once_one_uses_the_link(cast, link):
    clients = [cast.a.visit().get(link) for _client in range(20)]

    def press(client):
        client.submit("Passwort speichern", {"Neues Passwort": NEW}, follow=False)
        return client.status

    with ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(press, clients)) == [303, *[410] * 19]


def test_a_link_lives_for_one_hour(cast, link, clock):
    clock.move(minutes=59, seconds=55)
    assert cast.a.visit().get(link).status == 200
    clock.move(seconds=10)
    assert cast.a.visit().get(link).status == 410


def test_a_newer_link_a_new_password_and_leaving_kill_a_link(cast, link, letters):
    forgot(cast.a.visit(), cast.a.owner.email)
    newer = letters.link(cast.a.owner.email, cast.a.slug, "/passwort/")
    assert newer != link
    assert cast.a.visit().get(link).status == 410
    assert cast.a.visit().get(newer).status == 200
    with cast.a.work():
        cast.a.owner.load().set_password(NEW)
    assert cast.a.visit().get(newer).status == 410


def test_a_link_is_refused_at_another_agency(cast, link):
    client = cast.b.visit().get(link)
    assert client.status == 410
    assert "Neuen Link anfordern" in client.text
    assert client.page.all("form") == []


def test_a_dead_link_offers_a_fresh_one_to_the_stored_address(cast, link, letters, clock):
    clock.move(hours=2)
    client = cast.a.visit().get(link)
    assert client.title == "Dieser Link gilt nicht mehr"
    client.submit("Neuen Link anfordern")
    assert client.title == "Bitte sehen Sie in Ihr Postfach"
    fresh = letters.link(cast.a.owner.email, cast.a.slug, "/passwort/")
    assert cast.a.visit().get(fresh).status == 200


def test_a_link_with_a_piece_missing_asks_for_the_address(cast, link):
    client = cast.a.visit().get(link[:-3])
    assert client.status == 410
    client.follow("Neuen Link anfordern")
    assert client.path == "/passwort-vergessen"


@pytest.mark.parametrize("password", ["kurz", "passwort123456", "Hafenlicht 2026", "x" * 129])
def test_a_poor_password_is_refused_and_the_link_stays(cast, link, password):
    client = choose(cast.a.visit(), link, password)
    assert client.status == 422
    assert client.errors()["Neues Passwort"]
    assert choose(cast.a.visit(), link).path == "/anmelden"


def test_the_gate_of_an_agency_is_not_on_the_apex(app):
    from tests.client import Client

    for path in ("/anmelden", "/verwaltung/", "/passwort-vergessen"):
        assert Client(app, "localhost").get(path).status == 404
