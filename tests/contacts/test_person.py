"""Persons: address, access, and the mails about it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.accounts.models import SignInSession
from app.accounts.passwords import verify_password
from app.audit import AuditEntry
from app.contacts.models import Contact
from app.contacts.persons import AddressTaken, LinksSwitchedOff, NoAddress, Person, WeakPassword, WrongPassword
from app.mail.models import MailSwitch, OutgoingMail
from tenants import db
from tests.cast import PASSWORD

GOOD = "Tonne-Priel-Kanal-Anker47"


@pytest.fixture
def newcomer(cast):
    """A person of agency a without access."""
    with cast.a.work():
        person = Person.add(first_name="Nele", last_name="Neu", email="Nele@Example.org", salutation="Frau")
        Contact.add(cast.a.customer.load(), person)
        return person.id


def mails_about(person):
    """Keys of the mails queued so far, oldest first."""
    return [mail.key for mail in reversed(db.session.scalars(OutgoingMail.about("person", person.id)).all())]


def switch_off(key):
    db.session.add(MailSwitch(key=key))
    db.session.flush()


def test_address_is_found_however_it_is_written(cast, newcomer):
    with cast.a.work():
        assert Person.find_by_email(" NELE@example.ORG").id == newcomer
        assert Person.find_by_email("niemand@example.org") is None


def test_address_is_unique_within_an_agency_only(cast, newcomer):
    with cast.a.work():
        with pytest.raises(AddressTaken) as taken:
            Person.add(first_name="Nele", email="nele@example.org")
        assert taken.value.person.id == newcomer
    with cast.b.work():
        assert Person.add(first_name="Nele", email="nele@example.org").id != newcomer


def test_many_persons_may_be_without_address(cast):
    with cast.a.work():
        assert Person.add(first_name="Eins").id != Person.add(first_name="Zwei").id


def test_a_refused_address_leaves_the_old_one(cast, newcomer):
    with cast.a.work():
        person = Person.get(newcomer)
        with pytest.raises(AddressTaken):
            person.change_address("ANNA@example.org")
        assert person.email == "Nele@Example.org"


def test_states_of_access_follow_one_another(cast, newcomer, clock):
    with cast.a.work():
        person = Person.get(newcomer)
        person.change_address(None)
        assert person.access.kind == "no_address"
        person.change_address("nele@example.org")
        assert person.access.kind == "none"
        person.invite()
        assert person.access.kind == "invited"
        assert (person.access.at - person.invited_at).total_seconds() == 48 * 3600
        clock.move(hours=48, seconds=1)
        assert person.access.kind == "link_expired"
        person.set_password(GOOD)
        assert person.access.kind == "password_set"
        person.sign_in()
        assert (person.access.kind, person.access.at) == ("active", person.last_sign_in_at)
        person.lock()
        assert person.access.kind == "locked"
        person.unlock()
        person.undeliverable_at = person.created_at
        assert person.access.kind == "undeliverable"
        person.revoke()
        assert person.access.kind == "none"
        assert not person.may_sign_in


def test_first_invitation_is_one_mail_with_welcome_and_link(cast, newcomer):
    with cast.a.work():
        person = Person.get(newcomer)
        person.invite()
        assert mails_about(person) == ["welcome"]
        mail = db.session.scalar(OutgoingMail.about("person", person.id))
        assert mail.expires_at == person.access.at
        assert b"/kunden/passwort/" in mail.content
        person.invite()
        assert mails_about(person) == ["welcome", "set_password"]


def test_link_goes_alone_when_welcome_is_not_wanted(cast, newcomer):
    with cast.a.work():
        person = Person.get(newcomer)
        person.invite(welcome=False)
        assert mails_about(person) == ["set_password"]


def test_link_goes_alone_while_the_welcome_mail_is_inactive(cast, newcomer):
    with cast.a.work():
        switch_off("welcome")
        person = Person.get(newcomer)
        person.invite(welcome=True)
        assert mails_about(person) == ["set_password"]


def test_link_goes_in_its_own_mail_when_the_welcome_wording_has_none(cast, newcomer, own_wordings):
    (own_wordings / "de_sie" / "welcome.md").write_text("Betreff: Willkommen\n\n{{ anrede }}\n")
    with cast.a.work():
        person = Person.get(newcomer)
        person.invite()
        assert mails_about(person) == ["welcome", "set_password"]


def test_nobody_is_invited_while_the_mail_with_the_link_is_inactive(cast, newcomer):
    with cast.a.work():
        switch_off("set_password")
        person = Person.get(newcomer)
        with pytest.raises(LinksSwitchedOff):
            person.invite()
        assert (person.access.kind, mails_about(person)) == ("none", [])


def test_nobody_is_invited_without_address(cast):
    with cast.a.work(), pytest.raises(NoAddress):
        Person.add(first_name="Ohne").invite()


def test_password_given_by_staff_sends_the_welcome_mail_without_it(cast, newcomer):
    with cast.a.work():
        person = Person.get(newcomer)
        person.give_password(GOOD)
        mails = db.session.scalars(OutgoingMail.about("person", person.id)).all()
        assert [mail.key for mail in mails] == ["welcome"]
        assert GOOD.encode() not in mails[0].content
        assert b"/kunden/passwort/" not in mails[0].content
        assert person.access.kind == "password_set"


def test_welcome_mail_is_sent_once_by_itself(cast, newcomer):
    with cast.a.work():
        person = Person.get(newcomer)
        person.welcome()
        person.give_password(GOOD)
        assert mails_about(person) == ["welcome"]


def test_no_mail_when_staff_said_no(cast, newcomer):
    with cast.a.work():
        person = Person.get(newcomer)
        person.give_password(GOOD, welcome=False)
        assert mails_about(person) == []


@pytest.mark.parametrize("weak", ["kurz", "passwortpasswort", "Nele-Neu-Hafenlicht", "nele@example.org"])
def test_weak_passwords_are_refused_whoever_chooses_them(cast, newcomer, weak):
    with cast.a.work(), pytest.raises(WeakPassword):
        Person.get(newcomer).set_password(weak)


def test_password_is_not_made_of_the_firm(cast):
    with cast.a.work(), pytest.raises(WeakPassword):
        cast.a.person.load().set_password("Orgelbau-Matthiesen")


def test_replacing_a_password_is_told_by_mail(cast):
    with cast.a.work():
        person = cast.a.person.load()
        person.set_password(GOOD)
        assert mails_about(person) == ["password_changed"]


def test_changing_the_password_needs_the_old_one(cast):
    with cast.a.work():
        person = cast.a.person.load()
        with pytest.raises(WrongPassword):
            person.change_password(GOOD, GOOD)
        person.change_password(PASSWORD, GOOD)
        assert verify_password(person.password_hash, GOOD)


@pytest.mark.parametrize("verb", ["lock", "revoke", "sign_out_everywhere"])
def test_sessions_end_at_once(cast, verb):
    with cast.a.work():
        person = cast.a.person.load()
        db.session.add(SignInSession(kind="person", user_id=person.id, token_digest="x", device=""))
        db.session.flush()
        getattr(person, verb)()
        assert db.session.scalar(select(SignInSession).where(SignInSession.user_id == person.id)) is None


def test_every_change_of_access_is_in_the_log(cast, newcomer):
    with cast.a.work():
        person = Person.get(newcomer)
        person.invite()
        person.set_password(GOOD, by=person)
        person.lock()
        person.unlock()
        person.change_address("neu@example.org")
        person.revoke()
    with cast.a.work():
        verbs = {entry.verb for entry in db.session.scalars(AuditEntry.about(Person.get(newcomer)))}
    assert verbs == {f"person.{verb}" for verb in (
        "invited", "password_set", "locked", "unlocked", "address_changed", "revoked"
    )}  # fmt: skip


@pytest.mark.parametrize(
    ("state", "sent"),
    [
        ("invited", ["set_password"]),
        ("active", ["forgot_password"]),
        ("never given access", []),
        ("revoked", []),
        ("locked", []),
        ("without address", []),
    ],
)
def test_a_forgotten_password_is_answered_by_what_access_there_is(cast, newcomer, state, sent):
    with cast.a.work():
        person = cast.a.person.load() if state in ("active", "locked", "revoked") else Person.get(newcomer)
        if state == "invited":
            person.invite(welcome=False)
            sent = ["set_password", *sent]
        if state == "without address":
            person.set_password(GOOD)
            person.change_address(None)
        if state in ("locked", "revoked"):
            getattr(person, state.removesuffix("ed").replace("revok", "revoke"))()
        person.request_link()
        assert mails_about(person) == sent


def test_a_failed_mail_shows_until_one_arrives(cast):
    def newest():
        return db.session.scalar(OutgoingMail.about("person", cast.a.person.id))

    with cast.a.work():
        person = cast.a.person.load()
        person.request_link()
        newest().fail("Diese E-Mail-Adresse gibt es nicht.", "550 5.1.1 user unknown")
        assert person.access.kind == "undeliverable"
        person.request_link()
        newest().sent("250 ok")
        assert person.access.kind == "password_set"


def test_a_failure_of_the_former_address_does_not_count(cast):
    with cast.a.work():
        person = cast.a.person.load()
        person.request_link()
        person.change_address("anna.muster@example.org")
        db.session.scalar(OutgoingMail.about("person", person.id)).fail("Unbekannt", "550 5.1.1 user unknown")
        assert person.access.kind == "password_set"


@pytest.mark.parametrize("reply", [None, "554 5.7.1 message looks like spam", "452 4.2.2 mailbox full"])
def test_a_failure_that_is_not_the_addresss_fault_does_not_mark_it(cast, reply):
    with cast.a.work():
        person = cast.a.person.load()
        person.request_link()
        db.session.scalar(OutgoingMail.about("person", person.id)).fail("So nicht.", reply)
        assert person.access.kind == "password_set"


def test_greeting_follows_language_and_form_of_address(cast, newcomer):
    with cast.a.work():
        person = Person.get(newcomer)
        assert (person.greeting, person.addressed_name) == ("Guten Tag Frau Neu", "Frau Neu")
        person.update(address_form="du")
        assert (person.greeting, person.addressed_name) == ("Hallo Nele", "Nele")
        person.update(language="en")
        assert (person.greeting, person.addressed_name) == ("Dear Ms Neu", "Ms Neu")


def test_who_confirms_the_former_address_meanwhile_has_not_confirmed_the_new_one(cast):
    def confirm():
        with cast.a.work():
            cast.a.person.load().confirm_address()

    with cast.a.work():
        person = cast.a.person.load()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(confirm).result()
        person.change_address("neu@example.org")
    with cast.a.work():
        assert cast.a.person.load().email_confirmed_at is None
