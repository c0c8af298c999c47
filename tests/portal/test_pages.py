"""Start page and profile of who is signed in."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.accounts.models import SignInSession
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.mail.models import OutgoingMail
from tenants import db
from tests.cast import PASSWORD, Someone

NEW = "Tonne-Priel-Kanal-Anker47"


@pytest.mark.parametrize(
    ("hour", "hello"),
    [
        (3, "Guten Morgen"),
        (8, "Guten Morgen"),
        (9, "Guten Tag"),
        (15, "Guten Tag"),
        (16, "Guten Abend"),
        (1, "Guten Abend"),
    ],
)
def test_greeting_follows_the_agencys_clock(cast, clock, hour, hello):
    clock.offset = datetime(2026, 7, 6, hour, tzinfo=UTC) - datetime.now(UTC)  # in Berlin two hours later
    client = cast.a.sign_in("person").get("/kunden/")
    assert client.title == f"{hello}, Frau Dr. Muster"
    assert "Orgelbau Matthiesen, Montag, 6. Juli 2026" in client.text


def test_somebody_without_name_is_greeted_too(cast):
    with cast.a.work():
        cast.a.person.load().update(first_name="", last_name="", title="", salutation="")
    assert re.fullmatch(r"Guten (Morgen|Tag|Abend)", cast.a.sign_in("person").get("/kunden/").title)


def test_profile_is_changed_by_the_person(cast):
    client = cast.a.sign_in("person").get("/kunden/profil")
    assert client.value("Vorname") == "Anna"
    client.submit("Speichern", {"Vorname": "Anne", "Nachname": "Muster-Meer", "Titel": "Prof. Dr."})
    assert client.path == "/kunden/profil"
    assert "Ihre Angaben sind gespeichert." in client.text
    with cast.a.work():
        assert cast.a.person.load().greeting == "Guten Tag Frau Prof. Dr. Muster-Meer"


def test_address_is_not_changed_in_the_profile(cast):
    client = cast.a.sign_in("person").get("/kunden/profil")
    client.post("/kunden/profil", {"email": "x@example.org", "salutation": "", "language": "de", "address_form": "sie"})
    with cast.a.work():
        assert cast.a.person.load().email == "anna@example.org"


def test_profile_refuses_what_it_does_not_offer(cast):
    client = cast.a.sign_in("person").get("/kunden/profil")
    typed = {
        "last_name": "Muster",
        "salutation": "Majestät",
        "language": "xx",
        "address_form": "ihr",
        "direction": "hoch",
    }
    client.post("/kunden/profil", typed)
    assert client.status == 422
    assert set(client.errors()) == {"Anrede", "Sprache", "Anredeform", "Richtung"}


def test_nobody_takes_away_their_whole_name(cast):
    client = cast.a.sign_in("person").get("/kunden/profil")
    client.submit("Speichern", {"Vorname": "", "Nachname": ""})
    assert client.errors() == {"Nachname": "Bitte geben Sie Ihren Namen an."}


def test_a_private_customer_is_renamed_with_its_person(cast):
    with cast.a.work():
        customer = Customer.add(kind="private", first_name="Pia", last_name="Privat")
        Contact.add(customer, person := Person.add(first_name="Pia", last_name="Privat", email="pia@example.org"))
        person.set_password(PASSWORD)
        pia = Someone(Person, person.id, person.name, "pia@example.org")
        customer_id = customer.id
    cast.a.sign_in(pia).get("/kunden/profil").submit("Speichern", {"Nachname": "Neumann"})
    with cast.a.work():
        assert Customer.get(customer_id).name == "Pia Neumann"


def test_a_language_without_wording_of_ours_is_kept(cast):
    with cast.a.work():
        cast.a.person.load().update(language="fr")
    client = cast.a.sign_in("person").get("/kunden/profil")
    assert client.page.all("html")[0]["lang"] == "en"
    client.submit("Save", {"First name": "Anne"})
    with cast.a.work():
        assert cast.a.person.load().language == "fr"


def test_password_is_changed_with_the_old_one(cast):
    elsewhere, client = cast.a.sign_in("person"), cast.a.sign_in("person").get("/kunden/profil/passwort")
    client.submit("Speichern", {"Bisheriges Passwort": PASSWORD, "Neues Passwort": NEW})
    assert client.path == "/kunden/profil"
    assert "Ihr Passwort ist geändert." in client.text
    assert client.get("/kunden/profil").path == "/kunden/profil"
    assert elsewhere.get("/kunden/profil").title == "Anmelden"
    with cast.a.work():
        assert [mail.key for mail in db.session.scalars(OutgoingMail.about("person", cast.a.person.id))] == [
            "password_changed"
        ]


def test_password_is_not_changed_without_the_old_one(cast):
    client = cast.a.sign_in("person").get("/kunden/profil/passwort")
    client.submit("Speichern", {"Bisheriges Passwort": "falsch", "Neues Passwort": NEW})
    assert client.status == 422
    assert client.errors() == {"Bisheriges Passwort": "Das ist nicht Ihr bisheriges Passwort."}


def test_password_is_not_changed_into_a_weak_one(cast):
    client = cast.a.sign_in("person").get("/kunden/profil/passwort")
    client.submit("Speichern", {"Bisheriges Passwort": PASSWORD, "Neues Passwort": "Anna-Muster-Muster"})
    assert list(client.errors()) == ["Neues Passwort"]


def test_guessing_the_old_password_is_slowed_down(cast):
    client = cast.a.sign_in("person")
    for _try in range(10):
        client.get("/kunden/profil/passwort")
        client.submit("Speichern", {"Bisheriges Passwort": "falsch", "Neues Passwort": NEW})
    client.get("/kunden/profil/passwort")
    assert client.submit("Speichern", {"Bisheriges Passwort": PASSWORD, "Neues Passwort": NEW}).status == 429


def test_devices_are_listed_and_signed_out_together(cast):
    elsewhere, client = cast.a.sign_in("person"), cast.a.sign_in("person").get("/kunden/profil/anmeldungen")
    assert client.text.count("Testbrowser angemeldet") == 2
    assert client.text.count("dieses Gerät") == 1
    client.submit("Überall abmelden")
    assert client.path == "/kunden/anmelden"
    assert "Sie sind jetzt auf allen Geräten abgemeldet." in client.text
    assert elsewhere.get("/kunden/").title == "Anmelden"


def test_devices_of_others_are_not_listed(cast):
    cast.a.sign_in("other_person")
    cast.b.sign_in("person")
    client = cast.a.sign_in("person").get("/kunden/profil/anmeldungen")
    assert client.text.count("Testbrowser") == 1


@pytest.mark.parametrize(
    "path", ["/kunden/profil", "/kunden/profil/passwort", "/kunden/profil/anmeldungen", "/kunden/profil/zugriffe"]
)
def test_signed_out_the_profile_leads_to_the_sign_in(cast, path):
    client = cast.a.visit().get(path)
    assert client.path == f"/kunden/anmelden?next={path}"


@pytest.mark.parametrize("path", ["/kunden/abmelden", "/kunden/kunde", "/kunden/gibt-es-nicht", "/kunden/profil/"])
def test_what_is_not_there_answers_404(cast, path):
    assert cast.a.visit().get(path).status == 404
    assert cast.a.sign_in("person").get(path).status == 404


def test_forms_need_their_token(cast):
    client = cast.a.sign_in("person").get("/kunden/profil")
    assert client.post("/kunden/profil", {"csrf_token": "falsch", "first_name": "X"}).status == 400
    with cast.a.work():
        assert Person.get(cast.a.person.id).first_name == "Anna"


def test_one_other_device_is_signed_out(cast):
    elsewhere, client = cast.a.sign_in("person"), cast.a.sign_in("person").get("/kunden/profil/anmeldungen")
    client.submit("Abmelden", near="Testbrowser")
    assert client.path == "/kunden/profil/anmeldungen"
    assert "Das Gerät ist abgemeldet." in client.text
    assert client.text.count("Testbrowser") == 1
    assert elsewhere.get("/kunden/profil").title == "Anmelden"


def test_devices_of_others_are_not_signed_out(cast):
    others = [cast.a.sign_in("other_person"), cast.a.sign_in("owner"), cast.b.sign_in("person")]
    with cast.a.work():
        here = list(db.session.scalars(select(SignInSession.id)))
    with cast.b.work():
        there = list(db.session.scalars(select(SignInSession.id)))
    client = cast.a.sign_in("person").get("/kunden/profil/anmeldungen")
    for session_id in here + there:
        client.post(f"/kunden/profil/anmeldungen/{session_id}/ende")
    for other, path in zip(others, ("/kunden/profil", "/verwaltung/profil", "/kunden/profil"), strict=True):
        assert other.get(path).title == "Mein Profil"
