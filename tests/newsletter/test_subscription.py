"""What the log of consent says, and what writes its lines."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from sqlalchemy import update
from sqlalchemy.exc import ProgrammingError

from app.audit import AuditEntry, describe
from app.contacts.models import Contact
from app.contacts.persons import NoAddress, Person
from app.groups.models import Group, GroupMembership
from app.mail.models import OutgoingMail
from app.newsletter.models import SOURCES, Consent
from app.newsletter.subscription import Subscription, subscribed
from app.newsletter.views import SOURCES as TOLD
from app.newsletter.wording import VERSION, consent_words
from tenants import db, now, uuid7

DAY = date(2026, 11, 20)
WORDS = "Ich möchte den Newsletter."


def subscription(agency) -> Subscription:
    return Subscription(agency.person.load())


def ask(agency, **values) -> bool:
    return subscription(agency).ask(**{"how": "am Telefon", "on": DAY, "by": agency.member.load()} | values)


def lines(agency) -> list[tuple[str, str]]:
    return [(line.action, line.source) for line in db.session.scalars(Consent.of(agency.person.load()))]


def mails(agency) -> list[str]:
    return [mail.key for mail in db.session.scalars(OutgoingMail.about("person", agency.person.id))]


class TestStates:
    def test_from_nothing_to_consent_and_back(self, cast, clock):
        with cast.a.work():
            assert subscription(cast.a).state.kind == "none"
            assert ask(cast.a)
            assert subscription(cast.a).state.kind == "asked"
            clock.move(days=7, seconds=1)
            assert subscription(cast.a).state.kind == "expired"
            assert subscription(cast.a).give("newsletter_link", WORDS)
            assert subscription(cast.a).state.kind == "given"
            clock.move(days=900)
            assert subscription(cast.a).given
            assert subscription(cast.a).withdraw(how="per E-Mail", on=DAY, by=cast.a.member.load())
            assert subscription(cast.a).state.kind == "withdrawn"
            assert lines(cast.a) == [("withdrawn", "staff"), ("given", "newsletter_link"), ("asked", "staff")]

    def test_consent_belongs_to_the_address(self, cast):
        with cast.a.work():
            subscription(cast.a).give("portal", WORDS)
            cast.a.person.load().change_address("anna.neu@example.org")
            found = subscription(cast.a)
            assert (found.state.kind, found.given) == ("elsewhere", False)
            assert ask(cast.a)
            assert subscription(cast.a).state.kind == "asked"
            cast.a.person.load().change_address(None)
            assert subscription(cast.a).state.kind == "no_address"

    def test_three_states_stay_apart(self, cast):
        with cast.a.work():
            person = cast.a.person.load()
            subscription(cast.a).give("newsletter_link", WORDS)
            assert person.email_confirmed_at is None
            person.confirm_address()
            person.revoke()
            assert subscription(cast.a).given
            assert person.address_state.kind == "confirmed"
            subscription(cast.a).withdraw()
            assert person.address_state.kind == "confirmed"


class TestMany:
    def test_the_list_says_who_gets_it(self, cast, count_queries):
        with cast.a.work():
            person, other = cast.a.person.load(), cast.a.other_person.load()
            assert subscribed([person, other]) == set()
            for one in (person, other):
                Subscription(one).give("portal", WORDS)
            Subscription(other).withdraw()
            db.session.flush()
            with count_queries() as asked:
                assert subscribed([person, other]) == {person.id}
            assert len(asked) == 1
            person.change_address("neu@example.org")
            assert subscribed([person, other]) == set()
        with cast.b.work():
            assert subscribed([cast.b.person.load()]) == set()

    def test_the_list_of_customers_shows_the_three_states(self, cast):
        client = cast.a.sign_in("member")
        before = client.get("/verwaltung/kunden").text
        assert "Adresse nicht geprüft" in before
        assert "· Newsletter" not in before
        with cast.a.work():
            person = cast.a.person.load()
            person.email_confirmed_at = now()
            Subscription(person).give("portal", WORDS)
        assert "Adresse bestätigt · Newsletter" in client.get("/verwaltung/kunden").text


class TestLines:
    def test_a_line_keeps_everything(self, cast):
        with cast.a.work():
            ask(cast.a)
            subscription(cast.a).give("newsletter_link", WORDS)
            given, asked = db.session.scalars(Consent.of(cast.a.person.load()))
            assert (asked.asked_how, asked.asked_on, asked.staff_id) == ("am Telefon", DAY, cast.a.member.id)
            assert (given.wording, given.version, given.staff_id) == (WORDS, VERSION, None)
            assert {asked.email, given.email} == {"anna@example.org"}
            assert now() - given.created_at < timedelta(minutes=1)

    @pytest.mark.parametrize("verb", ["give", "withdraw"])
    def test_what_is_so_already_adds_no_line(self, cast, verb):
        with cast.a.work():
            if verb == "give":
                subscription(cast.a).give("portal", WORDS)
                assert not subscription(cast.a).give("portal", WORDS)
                assert not ask(cast.a)
            else:
                assert not subscription(cast.a).withdraw()
            assert len(lines(cast.a)) == (verb == "give")
            assert mails(cast.a) == []

    def test_the_same_question_twice_is_one_line_and_one_mail(self, cast):
        with cast.a.work():
            id = uuid7()
            assert ask(cast.a, id=id)
            assert not ask(cast.a, id=id)
            assert (len(lines(cast.a)), mails(cast.a)) == (1, ["confirm_newsletter"])

    def test_nobody_without_address_can_be_asked(self, cast):
        with cast.a.work():
            person = Person.add(last_name="Ohne")
            Contact.add(cast.a.customer.load(), person)
            with pytest.raises(NoAddress):
                Subscription(person).ask(how="x", on=DAY)

    @pytest.mark.parametrize("change", ["change", "delete"])
    def test_no_line_can_be_changed_or_deleted(self, cast, change):
        with cast.a.work():
            subscription(cast.a).give("portal", WORDS)
        with pytest.raises(ProgrammingError, match="permission denied"), cast.a.work():
            if change == "change":
                db.session.execute(update(Consent).values(wording="anders"))
            else:
                db.session.delete(db.session.scalars(Consent.of(cast.a.person.load())).one())
                db.session.flush()
            pytest.fail("the line was taken")

    def test_another_agency_sees_none(self, cast):
        with cast.a.work():
            subscription(cast.a).give("portal", WORDS)
        with cast.b.work():
            assert lines(cast.b) == []

    def test_it_is_in_the_history_of_the_person(self, cast):
        with cast.a.work():
            ask(cast.a)
            subscription(cast.a).give("newsletter_link", WORDS)
            subscription(cast.a).withdraw(how="per Brief", on=DAY, by=cast.a.member.load())
            ask(cast.a, by=None, how="")
            told = [describe(entry) for entry in db.session.scalars(AuditEntry.about(cast.a.person.load()))]
            assert [sentence for sentence in told if "Newsletter" in sentence] == [
                "Anna Muster hat den Newsletter bestellt und muss das noch bestätigen.",
                "Mika Moor hat Anna Muster vom Newsletter abgemeldet.",
                "Anna Muster hat in den Newsletter eingewilligt.",
                "Mika Moor hat Anna Muster um die Einwilligung in den Newsletter gebeten.",
            ]


class TestOffered:
    def test_where_a_group_opens_it(self, cast):
        with cast.a.work():
            assert subscription(cast.a).offered
            GroupMembership.set(cast.a.customer.load(), [])
            assert not subscription(cast.a).offered

    def test_one_customer_of_several_is_enough_unless_locked(self, cast):
        with cast.a.work():
            GroupMembership.set(cast.a.customer.load(), [])
            Contact.add(cast.a.other_customer.load(), cast.a.person.load())
            assert subscription(cast.a).offered
            cast.a.other_customer.load().locked_at = now()
            assert not subscription(cast.a).offered

    def test_a_group_that_opens_other_things_does_not(self, cast):
        with cast.a.work():
            group = db.session.scalars(Group.preselection()).one()
            group.opens_all = False
            group.open("projects")
            assert not subscription(cast.a).offered


def test_every_source_can_be_told():
    assert set(TOLD) == set(SOURCES)


def test_the_words_name_sender_purpose_and_address(cast):
    with cast.a.work():
        words = consent_words(cast.a.person.load())
    assert all(part in words for part in ("Newsletter", "Hafenlicht", "anna@example.org", "widerrufen"))


def test_other_words_need_another_version():
    """Whoever changes the sentence, in whatever language, changes VERSION, and both here."""
    root = Path(__file__).parents[2] / "app"
    source = re.search(r"_\(\n(.*?),\n\s+agency=", (root / "newsletter" / "wording.py").read_text(), re.DOTALL)[1]
    german = "".join(re.findall(r'"(.*?)"', source))
    files = [root / "translations" / locale / "LC_MESSAGES" / "messages.po" for locale in ("en", "ar")]
    english, arabic = (read_po(BytesIO(file.read_bytes())).get(german).string for file in files)
    assert (VERSION, german, english, arabic) == (
        "2026-2",
        "Ich möchte den Newsletter von %(agency)s per E-Mail an %(email)s bekommen. "
        "Das kann ich jederzeit widerrufen, zum Beispiel mit einer Nachricht an %(agency)s.",
        "I would like to get the newsletter of %(agency)s by e-mail at %(email)s. "
        "I can withdraw this at any time, for example with a message to %(agency)s.",
        "أرغب في تلقي النشرة الإخبارية من %(agency)s بالبريد الإلكتروني على العنوان %(email)s. "
        "ويمكنني سحب هذه الموافقة في أي وقت، مثلًا برسالة إلى %(agency)s.",
    )
