"""Contacts in the hands of staff: form, record, access."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.access import Occasion, Section, sections
from app.access.models import ContactNotification, ContactPermission
from app.accounts.passwords import verify_password
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.groups.models import GroupMembership
from app.mail.models import MailSwitch, OutgoingMail
from tenants import db, uuid7

BASE = "/verwaltung/kunden"
GOOD = "Kutter-Mole-Ebbe-Steg71"
LINK_TICK = "Kennwort per E-Mail versenden"
NO_WELCOME = "Keine Willkommens-E-Mail senden"


def new(agency) -> str:
    return f"{BASE}/{agency.customer.id}/kontakte/neu"


def below(step: str):
    def path(agency) -> str:
        return f"{BASE}/kontakte/{agency.contact.id}{step}"

    return path


SHOW, EDIT, REMOVE, PRIMARY = below(""), below("/bearbeiten"), below("/entfernen"), below("/haupt")
PASSWORD, INVITE, REVOKE = below("/passwort"), below("/einladen"), below("/widerrufen")
LOCK, UNLOCK = below("/sperren"), below("/entsperren")
PAGES = [new, SHOW, EDIT, REMOVE, PASSWORD, REVOKE, LOCK]
POSTS = [new, EDIT, REMOVE, PRIMARY, PASSWORD, INVITE, REVOKE, LOCK, UNLOCK]


def contact_named(agency, last_name: str) -> Contact:
    return db.session.scalars(select(Contact).join(Contact.person).where(Person.last_name == last_name)).one()


def mails_to(person: Person) -> list[str]:
    """Keys of the mails written to a person, the oldest first."""
    return [mail.key for mail in db.session.scalars(OutgoingMail.about("person", person.id))][::-1]


@pytest.fixture
def newcomer(cast):
    """A contact of agency A without access, under the same paths as the one of the cast."""
    with cast.a.work():
        person = Person.add(first_name="Nele", last_name="Neumann", salutation="Frau", email="nele@example.org")
        cast.a.contact = replace(cast.a.contact, id=Contact.add(cast.a.customer.load(), person).id)
    return cast.a


class TestWhoGetsIn:
    @pytest.mark.parametrize("path", PAGES)
    def test_a_member_sees_the_pages(self, cast, path):
        assert cast.a.sign_in("member").get(path(cast.a)).status == 200

    @pytest.mark.parametrize("path", PAGES)
    def test_the_signed_out_are_sent_to_sign_in(self, cast, path):
        assert cast.a.visit().get(path(cast.a), follow=False).location.startswith("/anmelden")

    @pytest.mark.parametrize("path", POSTS)
    def test_another_agencys_contact_is_404(self, cast, path):
        client = cast.b.sign_in("owner").get(BASE)
        assert client.post(path(cast.a)).status == 404

    @pytest.mark.parametrize("path", POSTS)
    def test_who_only_reads_may_change_nothing(self, cast, path):
        client = cast.a.sign_in("reader").get(BASE)
        assert client.post(path(cast.a)).status == 403

    def test_who_only_reads_sees_the_contact_but_no_actions(self, cast):
        client = cast.a.sign_in("reader").get(SHOW(cast.a))
        assert client.title == "Anna Muster"
        for offered in ("Bearbeiten", "Sperren", "Passwort", "Kontakt entfernen"):
            assert offered not in [link.text() for link in client.page.all("a", "button")]

    @pytest.mark.parametrize("path", [INVITE, PRIMARY, UNLOCK])
    def test_get_changes_nothing(self, cast, path):
        assert cast.a.sign_in("owner").get(path(cast.a)).status == 405


class TestCreate:
    def test_with_a_link_by_mail(self, cast):
        client = cast.a.sign_in("member").get(f"{BASE}/{cast.a.customer.id}").follow("Kontakte").follow("Neuer Kontakt")
        client.submit(
            "Speichern",
            {
                "Vorname": "Ole", "Nachname": "Ohlsen", "Position": "Werkstatt", "E-Mail-Adresse": "ohlsen@example.org",
                "Telefonnummer": "030 23125 7", "Anredeform": "Du", LINK_TICK: True,
            },
        )  # fmt: skip
        assert client.path == f"{BASE}/{cast.a.customer.id}/kontakte"
        for said in ("Kontakt angelegt.", "Ole Ohlsen", "Werkstatt", "eingeladen bis", "Erneut senden"):
            assert said in client.text
        with cast.a.work():
            contact = contact_named(cast.a, "Ohlsen")
            assert (contact.phone, contact.primary) == ("+4930231257", False)
            assert contact.person.access.kind == "invited"
            assert mails_to(contact.person) == ["welcome"]

    def test_with_a_password_and_without_a_greeting(self, cast):
        client = cast.a.sign_in("member").get(new(cast.a))
        values = {"Nachname": "Ohlsen", "E-Mail-Adresse": "ohlsen@example.org", "Passwort": GOOD, NO_WELCOME: True}
        client.submit("Speichern", values)
        with cast.a.work():
            person = contact_named(cast.a, "Ohlsen").person
            assert verify_password(person.password_hash, GOOD)
            assert mails_to(person) == []

    def test_without_access_it_is_greeted_all_the_same(self, cast):
        client = cast.a.sign_in("member").get(new(cast.a))
        client.submit("Speichern", {"Nachname": "Ohlsen", "E-Mail-Adresse": "ohlsen@example.org"})
        with cast.a.work():
            person = contact_named(cast.a, "Ohlsen").person
            assert person.access.kind == "none"
            assert mails_to(person) == ["welcome"]

    def test_the_tick_is_disabled_with_the_reason_while_the_template_is_off(self, cast):
        with cast.a.work():
            db.session.add(MailSwitch(key="set_password"))
        client = cast.a.sign_in("owner").get(new(cast.a))
        tick = next(node for node in client.page.all("input") if node["name"] == "send_link")
        assert "disabled" in tick
        assert "Geht erst, wenn das E-Mail-Template „Lege ein neues Passwort fest“ aktiv ist." in client.text
        assert "Template einschalten" in client.text
        told = cast.a.sign_in("member").get(new(cast.a)).text
        assert "Template einschalten" not in told
        assert "Ein Administrator kann es einschalten." in told
        values = {"id": str(uuid7()), "last_name": "Ohlsen", "email": "o@example.org", "language": "de",
                  "address_form": "sie", "direction": "system", "salutation": "",
                  "send_link": "y"}  # fmt: skip
        assert client.post(new(cast.a), values).status == 422

    def test_a_new_primary_contact_takes_the_mark(self, cast):
        client = cast.a.sign_in("member").get(new(cast.a))
        client.submit("Speichern", {"Nachname": "Ohlsen", "Haupt-Ansprechpartner": True})
        with cast.a.work():
            assert Contact.primary_of(cast.a.customer.load()).person.last_name == "Ohlsen"

    def test_language_and_form_come_from_the_customer(self, cast):
        with cast.a.work():
            cast.a.customer.load().update(language="en", address_form="du")
        client = cast.a.sign_in("member").get(new(cast.a))
        assert client.value("Sprache") == "en"

    @pytest.mark.parametrize(
        ("typed", "label"),
        [
            ({}, "Nachname"),
            ({"Nachname": "Ohlsen", "Passwort": GOOD}, "E-Mail-Adresse"),
            ({"Nachname": "Ohlsen", LINK_TICK: True}, "E-Mail-Adresse"),
            ({"Nachname": "Ohlsen", "E-Mail-Adresse": "o@example.org", "Passwort": "kurz"}, "Passwort"),
            ({"Nachname": "Ohlsen", "E-Mail-Adresse": "o@example.org", "Passwort": "Passwort1234"}, "Passwort"),
            ({"Nachname": "Ohlsen", "Telefonnummer": "ruf an"}, "Telefonnummer"),
        ],
    )
    def test_what_does_not_fit_is_said_and_nothing_is_made(self, cast, typed, label):
        client = cast.a.sign_in("member").get(new(cast.a)).submit("Speichern", {"Position": "Werkstatt", **typed})
        assert client.status == 422
        assert list(client.errors()) == [label]
        assert client.value("Position") == "Werkstatt"
        with cast.a.work():
            assert len(Contact.with_persons(cast.a.customer.load())) == 1
            assert db.session.scalars(select(OutgoingMail)).all() == []

    def test_a_known_address_is_offered(self, cast):
        client = cast.a.sign_in("member").get(new(cast.a))
        client.submit("Speichern", {"Vorname": "Ole", "Nachname": "Brandt", "E-Mail-Adresse": "ole@example.org"})
        assert "Ole Brandt ist schon Kontakt bei Café Brandt" in client.text
        client.submit("Speichern", {"Ja, dieselbe Person": True, "Passwort": GOOD})
        assert "Kontakt angelegt." in client.text
        with cast.a.work():
            person = cast.a.other_person.load()
            assert len(person.contacts) == 2
            assert verify_password(person.password_hash, cast.a.other_person.password)

    def test_who_is_contact_here_already_is_not_made_twice(self, cast):
        client = cast.a.sign_in("member").get(new(cast.a))
        client.submit("Speichern", {"Nachname": "Muster", "E-Mail-Adresse": "anna@example.org"})
        client.submit("Speichern", {"Ja, dieselbe Person": True})
        assert client.errors() == {"E-Mail-Adresse": "Diese Person ist hier schon Kontakt."}

    def test_the_same_form_twice_makes_one_contact_and_one_mail(self, cast):
        client = cast.a.sign_in("member").get(new(cast.a))
        values = {"id": str(uuid7()), "last_name": "Ohlsen", "email": "o@example.org", "language": "de",
                  "address_form": "sie", "direction": "system", "salutation": "",
                  "send_link": "y"}  # fmt: skip
        client.post(new(cast.a), values)
        client.get(new(cast.a)).post(new(cast.a), values)
        assert client.status == 200
        with cast.a.work():
            assert mails_to(contact_named(cast.a, "Ohlsen").person) == ["welcome"]


class TestSections:
    @pytest.fixture(autouse=True)
    def section(self):
        sections.add(Section("proben", "Proben", "portal.start", "star", occasions=(Occasion("probe", "Neue Probe"),)))
        yield
        sections.remove("proben")

    def test_permissions_and_notifications_are_given(self, cast):
        client = cast.a.sign_in("member").get(new(cast.a))
        values = {"Nachname": "Ohlsen", "Berechtigungen": ["Proben"], "E-Mail-Benachrichtigungen": ["Neue Probe"]}
        client.submit("Speichern", values)
        with cast.a.work():
            contact = contact_named(cast.a, "Ohlsen")
            assert ContactPermission.keys(contact) == {"proben"}
            assert ContactNotification.keys(contact) == {"probe"}
            contact_id = contact.id
        client.get(f"{BASE}/kontakte/{contact_id}/bearbeiten").submit("Speichern", {"Berechtigungen": []})
        with cast.a.work():
            assert ContactPermission.keys(contact_named(cast.a, "Ohlsen")) == set()

    def test_a_permission_that_no_group_opens_says_so(self, cast):
        client = cast.a.sign_in("member")
        assert "Wirkt erst" not in client.get(new(cast.a)).text
        with cast.a.work():
            GroupMembership.set(cast.a.customer.load(), [])
        assert "Wirkt erst, wenn eine Gruppe Proben öffnet. Gruppen ändern" in client.get(new(cast.a)).text
        assert "Was Gruppen öffnen" not in client.text
        client = cast.a.sign_in("admin").get(new(cast.a)).follow("Was Gruppen öffnen", near="Proben")
        assert client.path == "/verwaltung/einstellungen/gruppen"


class TestRecord:
    def test_it_shows_what_is_known(self, cast):
        client = cast.a.sign_in("member").get(SHOW(cast.a))
        for said in ("Geschäftsführung", "anna@example.org", "Guten Tag Frau Dr. Muster", "Orgelbau Matthiesen"):
            assert said in client.text

    def test_edit_changes_person_and_contact_and_the_search(self, cast):
        client = cast.a.sign_in("member").get(EDIT(cast.a))
        client.submit("Speichern", {"Nachname": "Petersen", "Position": "Vorstand", "Mobil": "0151 23125000"})
        assert client.title == "Anna Petersen"
        with cast.a.work():
            assert cast.a.contact.load().mobile == "+4915123125000"
        assert "Orgelbau Matthiesen" in client.get(f"{BASE}?q=petersen").text

    def test_a_new_address_kills_links_and_says_so(self, newcomer):
        client = newcomer.sign_in("member").get(SHOW(newcomer)).submit("Einladen")
        client.get(EDIT(newcomer))
        assert "Links, die an die alte gingen, werden ungültig." in client.text
        client.submit("Speichern", {"E-Mail-Adresse": "neu@example.org"})
        assert "Links, die an die frühere Adresse gingen, sind ungültig." in client.text
        with newcomer.work():
            assert newcomer.contact.load().person.email == "neu@example.org"

    def test_an_address_of_somebody_else_is_refused(self, cast):
        client = cast.a.sign_in("member").get(EDIT(cast.a)).submit("Speichern", {"E-Mail-Adresse": "OLE@example.org"})
        assert client.errors() == {"E-Mail-Adresse": "Diese Adresse gehört schon Ole Brandt."}

    def test_the_private_customer_is_renamed_with_its_person(self, cast):
        with cast.a.work():
            customer = Customer.add(kind="private", first_name="Paul", last_name="Gerlach")
            contact = Contact.add(customer, Person.add(first_name="Paul", last_name="Gerlach"))
            cast.a.contact = replace(cast.a.contact, id=contact.id)
        cast.a.sign_in("member").get(EDIT(cast.a)).submit("Speichern", {"Nachname": "Voß", "Titel": "Dr."})
        with cast.a.work():
            assert cast.a.contact.load().customer.name == "Dr. Paul Voß"

    def test_the_primary_mark_moves(self, newcomer):
        client = newcomer.sign_in("member").get(SHOW(newcomer)).submit("Zum Haupt-Ansprechpartner machen")
        assert "Nele Neumann ist jetzt Haupt-Ansprechpartner." in client.text
        with newcomer.work():
            assert Contact.primary_of(newcomer.customer.load()).person.last_name == "Neumann"

    def test_removing_asks_first_and_passes_the_mark_on(self, cast):
        with cast.a.work():
            Contact.add(cast.a.customer.load(), Person.add(first_name="Nele", last_name="Neumann"))
        client = cast.a.sign_in("member").get(SHOW(cast.a)).follow("Kontakt entfernen")
        for said in ("Haupt-Ansprechpartner wird Nele Neumann.", "Ihr Zugang zum Portal endet sofort."):
            assert said in client.text
        client.submit("Entfernen")
        assert "Anna Muster ist kein Kontakt mehr." in client.text
        with cast.a.work():
            assert [one.person.name for one in Contact.with_persons(cast.a.customer.load())] == ["Nele Neumann"]
            assert Person.find_by_email("anna@example.org") is None
        assert "Olga" not in client.follow("Verlauf").text
        assert "Mika Moor hat den Kontakt Anna Muster bei Orgelbau Matthiesen entfernt." in client.text
        assert client.get(SHOW(cast.a)).status == 404


class TestAccess:
    def test_the_record_leads_to_the_password_window(self, newcomer):
        with newcomer.work():
            newcomer.contact.load().make_primary()
        client = newcomer.sign_in("member").get(f"{BASE}/{newcomer.customer.id}")
        assert "Der Kunde hat noch kein Passwort" in client.text
        assert client.follow("Passwort", near="Der Kunde hat noch").title == "Passwort vergeben"

    def test_a_chosen_password_signs_in_and_is_shown_once(self, newcomer):
        client = newcomer.sign_in("member").get(PASSWORD(newcomer))
        chosen = next(node["value"] for node in client.page.all("input") if node["name"] == "suggestion")
        assert chosen in client.text
        assert chosen not in newcomer.sign_in("member").get(PASSWORD(newcomer)).html
        client.submit("Passwort vergeben", {"Wie soll das Passwort entstehen?": "Vom Programm wählen lassen"})
        assert "Passwort vergeben. Nele Neumann kann sich jetzt anmelden." in client.text
        assert chosen not in client.html
        with newcomer.work():
            person = newcomer.contact.load().person
            assert verify_password(person.password_hash, chosen)
            assert mails_to(person) == ["welcome"]

    def test_a_typed_password_must_be_good_and_is_never_shown(self, newcomer):
        client = newcomer.sign_in("member").get(PASSWORD(newcomer))
        how = {"Wie soll das Passwort entstehen?": "Selbst eintippen"}
        client.submit("Passwort vergeben", how | {"Passwort": "neumann-neumann"})
        assert client.status == 422
        assert list(client.errors()) == ["Passwort"]
        assert "neumann-neumann" not in client.html
        client.submit("Passwort vergeben", how | {"Passwort": GOOD})
        with newcomer.work():
            assert verify_password(newcomer.contact.load().person.password_hash, GOOD)

    def test_a_password_to_be_typed_must_be_typed(self, newcomer):
        client = newcomer.sign_in("member").get(PASSWORD(newcomer))
        client.submit("Passwort vergeben", {"Wie soll das Passwort entstehen?": "Selbst eintippen", "Passwort": ""})
        assert client.errors() == {"Passwort": "Bitte geben Sie ein Passwort ein."}

    def test_a_link_goes_out_with_the_greeting_and_again(self, newcomer):
        client = newcomer.sign_in("member").get(PASSWORD(newcomer))
        client.submit("Passwort vergeben", {"Wie soll das Passwort entstehen?": "48-Stunden-Link senden"})
        assert "Der Link ist unterwegs zu nele@example.org und gilt 48 Stunden." in client.text
        client.follow("Nein").submit("Erneut senden", near="Nele Neumann")
        with newcomer.work():
            assert mails_to(newcomer.contact.load().person) == ["welcome", "set_password"]

    def test_afterwards_one_is_where_one_began(self, newcomer):
        client = newcomer.sign_in("member")
        page = f"{BASE}/kontakte/{newcomer.contact.id}"
        client.get(page).follow("Passwort")
        client.submit("Passwort vergeben", {"Wie soll das Passwort entstehen?": "48-Stunden-Link senden"})
        assert client.follow("Nein").path == page
        assert client.submit("Erneut senden").path == page
        client.get(f"{BASE}/{newcomer.customer.id}").submit("Erneut senden")
        assert client.path == f"{BASE}/{newcomer.customer.id}"

    def test_no_link_while_the_template_is_off(self, newcomer):
        with newcomer.work():
            db.session.add(MailSwitch(key="set_password"))
        client = newcomer.sign_in("owner").get(PASSWORD(newcomer))
        client.submit("Passwort vergeben", {"Wie soll das Passwort entstehen?": "48-Stunden-Link senden"})
        assert client.status == 422
        assert "Einladen" not in client.get(SHOW(newcomer)).text
        assert "Keine E-Mail versandt" in client.post(INVITE(newcomer)).text
        with newcomer.work():
            assert mails_to(newcomer.contact.load().person) == []

    def test_without_an_address_there_is_nothing_to_give(self, newcomer):
        with newcomer.work():
            newcomer.contact.load().person.change_address(None)
        client = newcomer.sign_in("member").get(f"{BASE}/{newcomer.customer.id}")
        assert "Adresse eintragen" in client.text
        assert client.get(PASSWORD(newcomer)).status == 409
        assert client.get(SHOW(newcomer)).post(INVITE(newcomer)).status == 409

    def test_who_is_locked_gets_neither_link_nor_password(self, cast):
        with cast.a.work():
            cast.a.person.load().lock()
        client = cast.a.sign_in("owner").get(SHOW(cast.a))
        client.post(INVITE(cast.a))
        assert client.status == 409
        assert "Bitte entsperren Sie ihn zuerst." in client.text

    def test_lock_asks_and_unlock_opens_again(self, cast):
        client = cast.a.sign_in("member").get(SHOW(cast.a)).follow("Sperren").submit("Sperren")
        assert "Anna Muster ist gesperrt." in client.text
        client.get(f"{BASE}/{cast.a.customer.id}").submit("Entsperren", near="Anna Muster")
        assert "Anna Muster ist entsperrt." in client.text
        with cast.a.work():
            assert cast.a.person.load().may_sign_in

    def test_revoking_takes_the_password(self, cast):
        client = cast.a.sign_in("member").get(SHOW(cast.a)).follow("Zugang widerrufen").submit("Widerrufen")
        assert "Anna Muster hat keinen Zugang mehr." in client.text
        with cast.a.work():
            assert cast.a.person.load().access.kind == "none"

    def test_the_undeliverable_are_marked(self, cast):
        with cast.a.work():
            cast.a.person.load().undeliverable_at = cast.a.person.load().created_at
        client = cast.a.sign_in("member").get(f"{BASE}/{cast.a.customer.id}")
        assert "E-Mail nicht zustellbar" in client.text
        assert "Adresse prüfen" in client.text
