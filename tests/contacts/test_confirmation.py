"""„E-Mail-Adresse überprüfen?“: the question, the mail, and the states on the record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.audit import AuditEntry, describe
from app.contacts.models import Contact
from app.contacts.persons import NoAddress, Person, ShutOut
from app.mail.models import OutgoingMail
from app.settings.day import today
from tenants import db, now
from tests.letters import text_of

BASE = "/verwaltung/kunden"
QUESTION = "E-Mail-Adresse überprüfen?"
LETTER = "Bestätigung der E-Mail-Adresse"
GOOD = "Kutter-Mole-Ebbe-Steg71"
HOW = "Wie soll das Passwort entstehen?"


def record(agency) -> str:
    return f"{BASE}/{agency.customer.id}"


def below(agency, step: str) -> str:
    return f"{BASE}/kontakte/{agency.contact.id}{step}"


def question(agency) -> str:
    return below(agency, "/adresse")


def letter(agency) -> str:
    return below(agency, "/adresse/bestaetigung")


def state(agency) -> str:
    with agency.work():
        return agency.person.load().address_state.kind


@pytest.fixture
def newcomer(cast):
    """The contact of agency A has no access yet."""
    with cast.a.work():
        person = cast.a.person.load()
        person.password_hash = person.password_set_at = None
    return cast.a


class TestWhoGetsIn:
    @pytest.mark.parametrize("path", [question, letter])
    def test_a_member_sees_the_pages(self, cast, path):
        assert cast.a.sign_in("member").get(path(cast.a)).status == 200

    @pytest.mark.parametrize("path", [question, letter])
    def test_the_signed_out_are_sent_to_sign_in(self, cast, path):
        assert cast.a.visit().get(path(cast.a), follow=False).location.startswith("/anmelden")

    @pytest.mark.parametrize("path", [question, letter])
    def test_who_only_reads_is_refused(self, cast, path):
        assert cast.a.sign_in("reader").get(path(cast.a)).status == 403

    @pytest.mark.parametrize("path", [question, letter])
    def test_another_agencys_contact_is_404(self, cast, path):
        assert cast.b.sign_in("owner").get(path(cast.a)).status == 404

    def test_another_agency_cannot_send(self, cast):
        assert cast.b.sign_in("owner").get(BASE).post(letter(cast.a)).status == 404
        assert state(cast.a) == "unchecked"


class TestTheWalk:
    @pytest.mark.parametrize(
        ("how", "said"),
        [
            ({HOW: "Vom Programm wählen lassen"}, "Passwort vergeben. Anna Muster kann sich jetzt anmelden."),
            ({HOW: "Selbst eintippen", "Passwort": GOOD}, "Passwort vergeben. Anna Muster kann sich jetzt anmelden."),
            ({HOW: "48-Stunden-Link senden"}, "Der Link ist unterwegs zu anna@example.org und gilt 48 Stunden."),
        ],
    )
    def test_after_the_password_comes_the_question(self, newcomer, how, said):
        client = newcomer.sign_in("member").get(record(newcomer)).follow("Passwort", near="Der Kunde hat noch")
        client.submit("Passwort vergeben", how)
        assert (client.title, client.path) == (QUESTION, question(newcomer))
        assert said in client.text
        assert client.follow("Nein").path == record(newcomer)
        assert "nicht geprüft" in client.text
        assert client.follow("Überprüfen").title == QUESTION

    def test_yes_shows_the_letter_and_sends_it(self, newcomer, letters):
        client = newcomer.sign_in("member").get(question(newcomer)).follow("Ja")
        assert client.title == LETTER
        for shown in ("Anna Muster, anna@example.org", "Bitte bestätigen Sie Ihre E-Mail-Adresse",
                      "Guten Tag Frau Dr. Muster", "Deutsch, Sie", "/l/bestaetigen/…"):  # fmt: skip
            assert shown in client.text
        assert state(newcomer) == "unchecked"
        client.submit("Senden")
        assert client.path == record(newcomer)
        assert "Die Bestätigung ist unterwegs zu anna@example.org." in client.text
        assert "Bestätigung gesendet am" in client.text
        (mail,) = letters.to("anna@example.org", newcomer.slug)
        assert mail["Subject"] == "Bitte bestätigen Sie Ihre E-Mail-Adresse"
        assert "/l/bestaetigen/" in text_of(mail)

    def test_it_leads_back_to_the_contact_where_it_began_there(self, newcomer):
        client = newcomer.sign_in("member").get(below(newcomer, "")).follow("Passwort", near="kein Zugang")
        client.submit("Passwort vergeben", {HOW: "Vom Programm wählen lassen"})
        assert client.follow("Ja").submit("Senden").path == below(newcomer, "")

    @pytest.mark.parametrize("done", ["sent", "confirmed"])
    def test_what_is_answered_is_not_asked_again(self, newcomer, done):
        with newcomer.work():
            person = newcomer.person.load()
            person.confirmation_sent_at = now()
            person.email_confirmed_at = now() if done == "confirmed" else None
        client = newcomer.sign_in("member").get(below(newcomer, "/passwort"))
        assert client.submit("Passwort vergeben", {HOW: "Vom Programm wählen lassen"}).path == record(newcomer)

    def test_the_letter_speaks_as_the_person_is_spoken_to(self, cast):
        with cast.a.work():
            cast.a.person.load().update(address_form="du")
        client = cast.a.sign_in("member").get(letter(cast.a))
        assert "Hallo Anna" in client.text
        assert "Bitte bestätige deine E-Mail-Adresse" in client.text
        with cast.a.work():
            cast.a.person.load().update(language="fr")
        assert "Please confirm your e-mail address" in client.get(letter(cast.a)).text

    def test_nobody_but_the_person_gets_to_know_the_link(self, cast, letters):
        client = cast.a.sign_in("owner").get(letter(cast.a)).submit("Senden")
        token = letters.link("anna@example.org", cast.a.slug, "/l/bestaetigen/").rpartition("/")[2]
        with cast.a.work():
            mail = db.session.scalars(select(OutgoingMail).where(OutgoingMail.key == "confirm_address")).one()
            assert (mail.sensitive, mail.content) == (True, None)
            id = mail.id
        for path in (f"/verwaltung/postausgang/{id}", letter(cast.a), record(cast.a), below(cast.a, "")):
            assert token not in client.get(path).html

    def test_one_press_too_many_sends_no_second_mail(self, cast, letters):
        client, other = (cast.a.sign_in("member").get(letter(cast.a)) for _number in range(2))
        for one in (client, other):
            assert "Die Bestätigung ist unterwegs zu anna@example.org." in one.submit("Senden").text
        assert len(letters.to("anna@example.org", cast.a.slug)) == 1
        client.get(letter(cast.a)).submit("Senden")
        assert len(letters.to("anna@example.org", cast.a.slug)) == 2

    def test_nothing_goes_to_an_address_that_was_not_shown(self, cast, letters):
        client = cast.a.sign_in("member").get(letter(cast.a))
        with cast.a.work():
            cast.a.person.load().change_address("anna.neu@example.org")
        client.submit("Senden")
        assert (client.title, state(cast.a)) == (LETTER, "unchecked")
        assert "Nicht gesendet: Die Adresse hat sich inzwischen geändert." in client.text
        assert letters.to("anna.neu@example.org", cast.a.slug) == []
        client.submit("Senden")
        assert len(letters.to("anna.neu@example.org", cast.a.slug)) == 1

    def test_sending_is_in_the_history(self, cast):
        client = cast.a.sign_in("member").get(letter(cast.a)).submit("Senden")
        assert "Mika Moor hat Anna Muster gebeten, die E-Mail-Adresse anna@example.org zu bestätigen." in client.text


class TestStates:
    """The card „Stand“ on the record of customer and contact."""

    def shown(self, agency, role="member") -> list[str]:
        client = agency.sign_in(role)
        cards = []
        for path in (record(agency), below(agency, "")):
            page = client.get(path).page
            (card,) = [node for node in page.all("section") if node["aria-labelledby"] == "stand"]
            cards.append(card.all("li")[0].text())
        return cards

    def test_each_state_has_its_words_and_its_next_step(self, cast, clock):
        with cast.a.work():
            cast.a.person.load().change_address("anna.neu@example.org")
        assert self.shown(cast.a) == ["Adresse bestätigt nicht geprüft Überprüfen der E-Mail-Adresse"] * 2
        cast.a.sign_in("member").get(letter(cast.a)).submit("Senden")
        with cast.a.work():
            day = f"{today():%d.%m.%Y}"
        sent = f"Adresse bestätigt Bestätigung gesendet am {day} Erneut senden der Bestätigung"
        assert self.shown(cast.a) == [sent] * 2
        clock.move(days=7, seconds=-5)
        assert state(cast.a) == "sent"
        clock.move(seconds=10)
        assert all("Link abgelaufen am" in words and "Erneut senden" in words for words in self.shown(cast.a))
        with cast.a.work():
            cast.a.person.load().confirm_address()
        assert all("bestätigt am" in words and "senden" not in words for words in self.shown(cast.a))

    def test_without_an_address_it_says_what_is_missing(self, cast):
        with cast.a.work():
            cast.a.person.load().change_address(None)
        assert self.shown(cast.a) == ["Adresse bestätigt keine E-Mail-Adresse Adresse eintragen"] * 2
        client = cast.a.sign_in("member").get(record(cast.a))
        assert "Der Kunde hat noch kein Passwort und braucht dafür zuerst eine E-Mail-Adresse." in client.text
        assert client.get(question(cast.a)).status == 409
        assert client.get(letter(cast.a)).status == 409

    def test_mail_that_does_not_arrive_is_said(self, cast):
        with cast.a.work():
            person = cast.a.person.load()
            person.send_confirmation()
            person.undeliverable_at = now()
        assert self.shown(cast.a) == ["Adresse bestätigt nicht zustellbar Adresse prüfen"] * 2

    def test_who_only_reads_sees_the_state_alone(self, cast):
        assert self.shown(cast.a, "reader") == ["Adresse bestätigt nicht geprüft"] * 2

    def test_another_address_is_unconfirmed_again(self, cast):
        with cast.a.work():
            person = cast.a.person.load()
            person.send_confirmation()
            person.confirm_address()
            person.change_address("anna.neu@example.org")
            assert (person.confirmation_sent_at, person.email_confirmed_at) == (None, None)
        assert state(cast.a) == "unchecked"

    def test_the_same_address_written_otherwise_stays_confirmed(self, cast):
        with cast.a.work():
            person = cast.a.person.load()
            person.confirm_address()
            person.change_address("Anna@Example.org")
        assert state(cast.a) == "confirmed"


class TestVerbs:
    def test_confirming_counts_once(self, cast, clock):
        with cast.a.work():
            person = cast.a.person.load()
            assert person.confirm_address()
            first = person.email_confirmed_at
            clock.move(days=1)
            assert not person.confirm_address()
            assert person.email_confirmed_at == first
            assert not person.send_confirmation()
            told = [describe(entry) for entry in db.session.scalars(AuditEntry.about(person))]
            assert told.count("Anna Muster hat die E-Mail-Adresse anna@example.org bestätigt.") == 1

    def test_without_address_nothing_can_be_sent(self, cast):
        with cast.a.work():
            person = Person.add(last_name="Ohne")
            Contact.add(cast.a.customer.load(), person)
            with pytest.raises(NoAddress):
                person.send_confirmation()

    def test_nothing_is_sent_while_every_customer_is_locked(self, cast):
        with cast.a.work():
            cast.a.customer.load().locked_at = now()
            with pytest.raises(ShutOut):
                cast.a.person.load().send_confirmation()
        assert cast.a.sign_in("member").get(letter(cast.a)).status == 409

    @pytest.mark.parametrize("change", [lambda person: person.revoke(), lambda person: person.lock()])
    def test_access_makes_no_difference(self, cast, change):
        """Three states stay apart."""
        with cast.a.work():
            person = cast.a.person.load()
            change(person)
            assert person.send_confirmation()
            assert person.confirm_address()
            assert not person.may_sign_in
