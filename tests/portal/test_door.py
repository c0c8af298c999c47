"""The way in: sign-in, „Passwort vergessen?“, sign-out. Nothing tells whether an address is known."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.accounts.forgotten import PasswordRequest
from app.accounts.models import SignInSession
from app.accounts.passwords import COSTS
from app.audit import AuditEntry
from app.contacts.persons import Person
from tenants import db
from tests.cast import PASSWORD

VECTORS = (Path(__file__).parent.parent / "web" / "open_redirect_vectors.txt").read_text("utf-8").splitlines()


def sign_in(client, address, password, path="/kunden/"):
    return client.get(path).submit("Anmelden", {"E-Mail-Adresse": address, "Passwort": password})


def forgot(client, address):
    return client.get("/kunden/passwort-vergessen").submit("Link anfordern", {"E-Mail-Adresse": address})


def test_portal_without_stroke_leads_to_the_portal(cast):
    client = cast.a.visit().get("/kunden", follow=False)
    assert (client.status, client.location) == (308, "/kunden/")


def test_address_of_the_portal_shows_the_sign_in_form(cast):
    client = cast.a.visit().get("/kunden/")
    assert (client.status, client.title) == (200, "Anmelden")
    assert "Willkommen im Kundenportal von Hafenlicht." in client.text


def test_signing_in_leads_to_the_start_page_and_out_again(cast):
    client = sign_in(cast.a.visit(), "ANNA@example.org", PASSWORD)
    assert client.path == "/kunden/"
    assert client.title.endswith(", Frau Dr. Muster")
    client.submit("Abmelden")
    assert client.path == "/kunden/anmelden"
    assert "Sie sind abgemeldet." in client.text
    assert client.get("/kunden/").title == "Anmelden"


def test_signing_in_is_noted(cast):
    sign_in(cast.a.visit(), cast.a.person.email, PASSWORD)
    with cast.a.work():
        person = cast.a.person.load()
        assert person.access.kind == "active"
        entry = db.session.scalar(AuditEntry.about(person))
        assert (entry.verb, entry.actor_kind, entry.actor_name) == ("person.signed_in", "person", "Anna Muster")


def test_signing_in_leads_back_to_where_one_was_going(cast):
    client = cast.a.visit().get("/kunden/profil?x=1")
    assert client.path == "/kunden/anmelden?next=/kunden/profil?x%3D1"
    client.submit("Anmelden", {"E-Mail-Adresse": cast.a.person.email, "Passwort": PASSWORD})
    assert client.path == "/kunden/profil?x=1"


@pytest.mark.parametrize("target", [*VECTORS, "/verwaltung/", "/kunden/../verwaltung/", "/kundenfang"])
def test_signing_in_leads_nowhere_else(cast, target):
    client = cast.a.sign_in("person").get("/kunden/anmelden", query_string={"next": target}, follow=False)
    assert (client.status, client.location) == (303, "/kunden/")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(cast):
    with cast.a.work():
        cast.a.other_person.load().lock()
        Person.add(first_name="Nie", email="nie@example.org")
    answers = set()
    for address in (cast.a.person.email, "niemand@example.org", "nie@example.org"):
        client = sign_in(cast.a.visit(), address, "falsches Passwort")
        assert client.status == 422
        assert client.value("E-Mail-Adresse") == address
        answers.add(client.html.replace(address, "").replace(client.page.all("input")[0]["value"], ""))
    locked = sign_in(cast.a.visit(), cast.a.other_person.email, PASSWORD)
    answers.add(locked.html.replace(cast.a.other_person.email, "").replace(locked.page.all("input")[0]["value"], ""))
    assert len(answers) == 1
    assert "E-Mail-Adresse oder Passwort stimmt nicht." in client.text


def test_known_and_unknown_addresses_cost_the_same_work(cast, count_queries, monkeypatch):
    hashed = []
    verify = type(COSTS["low"]).verify
    monkeypatch.setattr(type(COSTS["low"]), "verify", lambda *args: hashed.append(1) or verify(*args))
    with cast.a.work():
        Person.add(first_name="Nie", email="nie@example.org")
        cast.a.other_person.load().lock()
    costs = []
    for address in (cast.a.person.email, "niemand@example.org", "nie@example.org", cast.a.other_person.email):
        client = cast.a.visit().get("/kunden/")
        hashed.clear()
        with count_queries() as statements:
            client.submit("Anmelden", {"E-Mail-Adresse": address, "Passwort": "falsches Passwort"})
        costs.append(([statement.split(" WHERE ")[0] for statement in statements], len(hashed)))
    assert costs[0][1] == 1
    assert all(cost == costs[0] for cost in costs)


def test_somebody_without_access_cannot_sign_in(cast):
    for verb in ("lock", "revoke"):
        with cast.a.work():
            getattr(cast.a.person.load(), verb)()
        assert sign_in(cast.a.visit(), cast.a.person.email, PASSWORD).status == 422


def test_what_is_missing_is_said_beside_the_field(cast):
    client = sign_in(cast.a.visit(), "keine Adresse", "")
    assert client.value("E-Mail-Adresse") == "keine Adresse"
    errors = client.errors()
    assert errors["Passwort"] == "Bitte geben Sie Ihr Passwort an."
    assert errors["E-Mail-Adresse"].startswith("Das ist keine E-Mail-Adresse")


def test_a_person_of_one_agency_cannot_sign_in_at_another(cast):
    with cast.a.work():
        cast.a.person.load().change_address("nur-hier@example.org")
    assert sign_in(cast.a.visit(), "nur-hier@example.org", PASSWORD).path == "/kunden/"
    assert sign_in(cast.b.visit(), "nur-hier@example.org", PASSWORD).status == 422


def test_guessing_is_slowed_down_for_known_and_unknown_alike(cast):
    for address in (cast.a.person.email, "niemand@example.org"):
        client = cast.a.visit().get("/kunden/")
        for _try in range(10):
            client.get("/kunden/").submit("Anmelden", {"E-Mail-Adresse": address, "Passwort": "falsch"})
        client.get("/kunden/").submit("Anmelden", {"E-Mail-Adresse": address, "Passwort": PASSWORD})
        assert client.status == 429
        assert int(client.headers["Retry-After"]) > 0


def test_sign_in_page_leads_on_who_is_signed_in(cast):
    assert cast.a.sign_in("person").get("/kunden/anmelden").path == "/kunden/"


def test_staff_are_not_signed_in_to_the_portal(cast):
    client = cast.a.sign_in("owner")
    assert client.get("/kunden/").title == "Anmelden"
    assert client.get("/kunden/profil").title == "Anmelden"
    assert client.get("/verwaltung/").status == 200


@pytest.mark.parametrize("verb", ["lock", "revoke"])
def test_an_open_session_dies_with_the_next_request(cast, verb):
    client = cast.a.sign_in("person")
    assert client.get("/kunden/").title != "Anmelden"
    with cast.a.work():
        getattr(cast.a.person.load(), verb)()
    assert client.get("/kunden/").title == "Anmelden"
    with cast.a.work():
        assert db.session.scalar(select(SignInSession).where(SignInSession.user_id == cast.a.person.id)) is None


def test_forgotten_password_is_answered_the_same_for_everybody(cast, count_queries, newcomer):
    answers, costs = set(), []
    for address in (cast.a.person.email, "niemand@example.org", "nele@example.org"):
        client = cast.a.visit().get("/kunden/passwort-vergessen")
        with count_queries() as statements:
            client.submit("Link anfordern", {"E-Mail-Adresse": address}, follow=False)
        costs.append([statement.split(" VALUES ")[0] for statement in statements])
        answers.add((client.status, client.html, client.location))
        answers.add((client.get(client.location).status, client.html, ""))
    assert len(answers) == 2
    assert costs[0] == costs[1] == costs[2]
    with cast.a.work():
        assert len(db.session.scalars(select(PasswordRequest)).all()) == 3


def test_forgotten_password_is_replaced_by_a_link(cast, letters):
    forgot(cast.a.visit(), cast.a.person.email)
    client = cast.a.visit().get(letters.link(cast.a.person.email, cast.a.slug, "/kunden/passwort/"))
    client.submit("Passwort festlegen", {"Neues Passwort": "Tonne-Priel-Kanal-Anker47"})
    client.submit("Anmelden", {"Passwort": "Tonne-Priel-Kanal-Anker47"})
    assert client.title.endswith(", Frau Dr. Muster")


def test_somebody_invited_without_password_gets_a_fresh_invitation(cast, letters, newcomer):
    with cast.a.work():
        Person.get(newcomer).invite()
    forgot(cast.a.visit(), "nele@example.org")
    first, second = letters.to("Nele@Example.org", cast.a.slug)
    assert first["Subject"].startswith("Willkommen")
    assert "Passwort" in second["Subject"]


def test_somebody_never_given_access_gets_no_mail(cast, letters, newcomer):
    forgot(cast.a.visit(), "nele@example.org")
    assert letters.to("Nele@Example.org", cast.a.slug) == []


@pytest.mark.parametrize("verb", ["lock", "revoke"])
def test_somebody_locked_out_gets_no_mail(cast, letters, verb):
    with cast.a.work():
        getattr(cast.a.person.load(), verb)()
    forgot(cast.a.visit(), cast.a.person.email)
    assert letters.to(cast.a.person.email, cast.a.slug) == []


def test_staff_of_the_same_address_get_no_mail_of_the_portal(cast, letters):
    forgot(cast.a.visit(), cast.a.owner.email)
    assert letters.to(cast.a.owner.email, cast.a.slug) == []


def test_asking_for_links_is_slowed_down(cast):
    client = cast.a.visit()
    for _try in range(10):
        assert forgot(client, "niemand@example.org").status == 200
    assert forgot(client, "niemand@example.org").status == 429
