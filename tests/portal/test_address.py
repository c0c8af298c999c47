"""Another e-mail address, taken by the person itself."""

import pytest
from sqlalchemy import select

from app.audit import AuditEntry
from app.contacts.persons import Person
from app.mail.models import OutgoingMail
from tenants import db
from tests.cast import PASSWORD

PAGE = "/kunden/profil/email"
NEW = "anna.neu@example.org"
TYPED = {"Neue E-Mail-Adresse": NEW, "Ihr Passwort": PASSWORD}


@pytest.fixture
def asked(cast, letters):
    """Anna asked for another address: her browser and the link."""
    client = cast.a.sign_in("person").get("/kunden/profil").follow("E-Mail-Adresse ändern")
    client.submit("Link senden", TYPED)
    return client, letters.link(NEW, cast.a.slug, "/l/neue-adresse/")


def mails(agency, person):
    with agency.work():
        return [(mail.key, mail.recipient) for mail in db.session.scalars(OutgoingMail.about("person", person.id))]


def email_of(agency, person):
    with agency.work():
        return person.load().email


def test_the_address_changes_when_the_link_is_confirmed(cast, asked):
    client, link = asked
    assert client.path == "/kunden/profil"
    assert f"Der Link ist unterwegs zu {NEW}." in client.text
    assert "Noch nicht bestätigt: " + NEW in client.text
    assert email_of(cast.a, cast.a.person) == "anna@example.org"
    elsewhere = cast.a.sign_in("person")
    client.get(link)
    assert client.title == "Neue Adresse bestätigen"
    assert email_of(cast.a, cast.a.person) == "anna@example.org"
    client.submit("Neue Adresse bestätigen")
    assert client.path == "/kunden/profil"
    assert "Ihre E-Mail-Adresse ist geändert." in client.text
    assert elsewhere.get("/kunden/profil").title == "Anmelden"
    assert client.get("/kunden/profil").title == "Mein Profil"
    assert email_of(cast.a, cast.a.person) == NEW
    assert [key for key, to in mails(cast.a, cast.a.person) if to == "anna@example.org"] == ["address_changed"]
    with cast.a.work():
        assert cast.a.person.load().address_state.kind == "confirmed"


def test_who_follows_the_link_elsewhere_signs_in_with_the_new_address(cast, asked):
    _client, link = asked
    client = cast.a.visit().get(link).submit("Neue Adresse bestätigen")
    assert client.path == "/kunden/anmelden"
    assert client.value("E-Mail-Adresse") == NEW
    assert client.submit("Anmelden", {"Passwort": PASSWORD}).path == "/kunden/"


def test_the_link_works_once(cast, asked):
    _client, link = asked
    client = cast.a.visit().get(link).submit("Neue Adresse bestätigen")
    assert client.get(link).status == 410
    assert client.title == "Dieser Link gilt nicht mehr"


@pytest.mark.parametrize(
    "change", ["password", "address", "newer", "lock", "revoke", "locked customer", "too old", "other agency"]
)
def test_a_dead_link_changes_nothing(cast, asked, clock, change):
    _client, link = asked
    agency = cast.b if change == "other agency" else cast.a
    with cast.a.work():
        person = cast.a.person.load()
        match change:
            case "password":
                person.set_password("Tonne-Priel-Kanal-Anker47")
            case "address":
                person.change_address("anders@example.org")
            case "newer":
                person.want_address("noch-neuer@example.org", PASSWORD)
            case "lock":
                person.lock()
            case "revoke":
                person.revoke()
            case "locked customer":
                cast.a.customer.load().lock()
            case "too old":
                clock.move(hours=24, seconds=5)
    client = agency.visit().get(link)
    assert client.status == (404 if change == "other agency" else 410)
    assert email_of(cast.a, cast.a.person) != NEW


def test_without_the_password_nothing_is_asked_for(cast):
    client = cast.a.sign_in("person").get(PAGE).submit("Link senden", TYPED | {"Ihr Passwort": "falsch"})
    assert client.status == 422
    assert client.errors() == {"Ihr Passwort": "Das ist nicht Ihr Passwort."}
    assert client.value("Neue E-Mail-Adresse") == NEW
    assert mails(cast.a, cast.a.person) == []


def test_ones_own_address_is_not_asked_for(cast):
    client = cast.a.sign_in("person").get(PAGE)
    client.submit("Link senden", TYPED | {"Neue E-Mail-Adresse": "Anna@Example.org"})
    assert client.errors() == {"Neue E-Mail-Adresse": "Das ist schon Ihre E-Mail-Adresse."}


def test_somebody_elses_address_is_answered_alike_and_nobody_is_written_to(cast, letters, count_queries):
    pages, counts = [], []
    for address in ("ole@example.org", "nie@example.org"):
        client = cast.a.sign_in("person").get(PAGE)
        with count_queries() as statements:
            client.submit("Link senden", TYPED | {"Neue E-Mail-Adresse": address})
        pages.append(client.text.replace(address, "…"))
        counts.append(len(statements))
    assert pages[0] == pages[1]
    assert counts[0] == counts[1]
    assert letters.to("ole@example.org", cast.a.slug) == []
    assert mails(cast.a, cast.a.other_person) == []


def test_an_address_taken_meanwhile_stays_with_who_has_it(cast, asked):
    client, link = asked
    client.get(link)
    with cast.a.work():
        cast.a.other_person.load().change_address(NEW)
    client.submit("Neue Adresse bestätigen")
    assert client.status == 410
    assert "Ole" not in client.text
    assert email_of(cast.a, cast.a.person) == "anna@example.org"


def test_mail_scanners_do_not_confirm(cast, asked):
    _client, link = asked
    for _time in range(20):
        assert cast.a.visit().get(link).status == 200
    assert email_of(cast.a, cast.a.person) == "anna@example.org"


def test_guessing_the_password_is_slowed_down(cast):
    client = cast.a.sign_in("person")
    for _try in range(10):
        client.get(PAGE).submit("Link senden", TYPED | {"Ihr Passwort": "falsch"})
    assert client.get(PAGE).submit("Link senden", TYPED).status == 429


def test_nobody_has_link_after_link_sent(cast):
    client = cast.a.sign_in("person")
    for number in range(10):
        client.get(PAGE).submit("Link senden", TYPED | {"Neue E-Mail-Adresse": f"a{number}@example.org"})
    assert client.get(PAGE).submit("Link senden", TYPED).status == 429


def test_signed_out_the_page_leads_to_the_sign_in(cast):
    assert cast.a.visit().get(PAGE).path == f"/kunden/anmelden?next={PAGE}"


def test_the_log_says_that_the_person_did_it(cast, asked):
    """Also when the staff are signed in to the same browser."""
    _client, link = asked
    cast.a.sign_in("owner").get(link).submit("Neue Adresse bestätigen")
    with cast.a.work():
        lines = db.session.scalars(select(AuditEntry).where(AuditEntry.verb.like("person.address_%")))
        assert {(line.verb, line.actor_kind) for line in lines} == {
            ("person.address_wanted", "person"),
            ("person.address_changed", "person"),
        }


def test_direction_is_the_persons_choice(cast):
    client = cast.a.sign_in("person").get("/kunden/profil")
    client.submit("Speichern", {"Richtung": "Rechts nach links"})
    assert client.page.all("html")[0]["dir"] == "rtl"
    with cast.a.work():
        assert Person.get(cast.a.person.id).direction == "rtl"
