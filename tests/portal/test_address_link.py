"""Links that confirm an address: opened by anybody any number of times, used once, dead when they should be."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.accounts.throttle import ACCOUNT_LIMIT
from app.accounts.tokens import seal, sign
from app.audit import AuditEntry
from app.contacts.persons import Person
from app.groups.models import GroupMembership
from app.newsletter.models import Consent
from app.newsletter.subscription import Subscription
from tenants import Tenant, current_tenant_id, db, now

PAGE = "E-Mail-Adresse bestätigen"
BUTTON = "Adresse bestätigen"
DONE = "Adresse bestätigt"
DEAD = "Dieser Link gilt nicht mehr"
SENT = "Bitte sehen Sie in Ihr Postfach"
WORDS = (
    "Ich möchte den Newsletter von Hafenlicht per E-Mail an anna@example.org bekommen. "
    "Das kann ich jederzeit widerrufen, zum Beispiel mit einer Nachricht an Hafenlicht."
)


def send(agency) -> str:
    """The path of the link that was just sent to the person of the cast."""
    with agency.work():
        person = agency.person.load()
        person.send_confirmation()
        return f"/l/bestaetigen/{person.confirmation_link()}"


@pytest.fixture
def link(cast):
    return send(cast.a)


def state(agency) -> str:
    with agency.work():
        return agency.person.load().address_state.kind


def consents(agency) -> Sequence[Consent]:
    with agency.work():
        lines = db.session.scalars(Consent.of(agency.person.load())).all()
        db.session.expunge_all()
        return lines


def log(agency, verb: str) -> Sequence[AuditEntry]:
    with agency.work():
        entries = db.session.scalars(AuditEntry.about(agency.person.load()).where(AuditEntry.verb == verb)).all()
        db.session.expunge_all()
        return entries


def test_the_button_confirms(cast, link):
    client = cast.a.visit().get(link)
    assert (client.status, client.title) == (200, PAGE)
    assert "anna@example.org" in client.text
    assert client.headers["Referrer-Policy"] == "strict-origin"
    client.submit(BUTTON)
    assert (client.status, client.title, client.path) == (200, DONE, link)
    assert state(cast.a) == "confirmed"
    (entry,) = log(cast.a, "person.address_confirmed")
    assert (entry.actor_kind, entry.actor_name) == ("person", "Anna Muster")
    assert consents(cast.a) == []


def test_opening_it_changes_nothing(cast, link):
    scanner = cast.a.visit()
    for _time in range(25):
        assert scanner.get(link).status == 200
        assert scanner.http.head(link, base_url=scanner.base).status_code == 200
    assert state(cast.a) == "sent"
    assert cast.a.visit().get(link).submit(BUTTON).title == DONE


@pytest.mark.parametrize("ticked", [False, True])
def test_twenty_at_once_have_one_effect(cast, link, ticked):
    clients = [cast.a.visit().get(link) for _number in range(20)]

    def use(client):
        client.submit(BUTTON, {WORDS: ticked}, follow=False)
        return client.status, client.location.endswith(link)

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(use, clients)) == {(303, True)}
    assert len(log(cast.a, "person.address_confirmed")) == 1
    assert [line.action for line in consents(cast.a)] == ["given"] * ticked


def test_it_lives_seven_days(cast, link, clock):
    clock.move(days=6, hours=23, minutes=59, seconds=55)
    assert cast.a.visit().get(link).title == PAGE
    clock.move(seconds=10)
    client = cast.a.visit().get(link)
    assert (client.status, client.title) == (410, DEAD)
    assert state(cast.a) == "expired"


@pytest.mark.parametrize(
    "change",
    [
        lambda person: person.change_address("neu@example.org"),
        lambda person: person.change_address(None),
        lambda person: person.send_confirmation(),
        lambda person: person.contacts[0].remove(),
    ],
    ids=["address changed", "address taken away", "sent again", "contact removed"],
)
def test_it_is_dead_after(cast, link, clock, change):
    opened = cast.a.visit().get(link)
    clock.move(minutes=1)
    with cast.a.work():
        change(cast.a.person.load())
    assert (cast.a.visit().get(link).status, cast.a.visit().get(link).title) == (410, DEAD)
    opened.submit(BUTTON)
    assert (opened.status, opened.title) == (410, DEAD)
    with cast.a.work():
        found = Person.find(cast.a.person.id)
        assert found is None or found.email_confirmed_at is None


def test_an_address_that_came_back_needs_a_new_link(cast, link):
    with cast.a.work():
        person = cast.a.person.load()
        person.change_address("neu@example.org")
        person.change_address("anna@example.org")
    assert cast.a.visit().get(link).title == DEAD


def test_it_is_404_at_another_agency_and_for_another_purpose(cast, link):
    assert cast.b.visit().get(link).status == 404
    for path in (link, f"{link}/neu"):
        assert cast.b.visit().get("/anmelden").post(path).status == 404
    with cast.a.work():
        person = cast.a.person.load()
        sealed = seal(*person.confirmation_state)
        foreign = [
            sign("confirm-newsletter", "person", person.id, sealed),
            sign("set-password", "person", person.id, sealed),
            sign("confirm-address", "staff", person.id, sealed),
        ]
    token = link.rpartition("/")[2]
    for other in ["x", f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}", *foreign]:
        assert cast.a.visit().get(f"/l/bestaetigen/{other}").status == 404
    for path in (f"/kunden/passwort/{token}", f"/l/newsletter/{token}", f"/passwort-vergessen/{token}"):
        assert cast.a.visit().get(path).status == 404


def test_it_works_without_access_and_gives_none(cast):
    with cast.a.work():
        cast.a.person.load().revoke()
    link = send(cast.a)
    assert cast.a.visit().get(link).submit(BUTTON).title == DONE
    with cast.a.work():
        assert not cast.a.person.load().has_access


class TestAgain:
    """The one button on the page of a dead link."""

    def test_it_mails_the_stored_address(self, cast, link, clock, letters):
        clock.move(days=8)
        client = cast.a.visit().get(link).submit("Neuen Link anfordern")
        assert client.title == SENT
        fresh = letters.link("anna@example.org", cast.a.slug, "/l/bestaetigen/")
        assert fresh != link
        assert cast.a.visit().get(fresh).submit(BUTTON).title == DONE

    def test_a_changed_address_gets_nothing_before_staff_send_there(self, cast, link, letters):
        with cast.a.work():
            cast.a.person.load().change_address("anna.neu@example.org")
        assert cast.a.visit().get(link).submit("Neuen Link anfordern").title == SENT
        assert letters.to("anna.neu@example.org", cast.a.slug) == []
        send(cast.a)
        assert len(letters.to("anna.neu@example.org", cast.a.slug)) == 1
        assert cast.a.visit().get(link).submit("Neuen Link anfordern").title == SENT
        assert len(letters.to("anna.neu@example.org", cast.a.slug)) == 2

    def test_who_has_confirmed_has_nothing_to_do(self, cast, link, clock, letters):
        cast.a.visit().get(link).submit(BUTTON)
        clock.move(days=8)
        client = cast.a.visit().get(link)
        assert (client.status, client.title) == (410, DEAD)
        assert "Ihre E-Mail-Adresse ist schon bestätigt." in client.text
        before = len(letters.to("anna@example.org", cast.a.slug))
        client.get("/anmelden").post(f"{link}/neu")
        assert client.title == SENT
        assert len(letters.to("anna@example.org", cast.a.slug)) == before

    def test_nobody_is_flooded(self, cast, link, clock):
        clock.move(days=8)
        client = cast.a.visit().get(link)
        answers = [client.get(link).submit("Neuen Link anfordern").status for _time in range(ACCOUNT_LIMIT + 1)]
        assert answers == [200] * ACCOUNT_LIMIT + [429]

    def test_nobody_is_mailed_whose_customers_are_locked(self, cast, link, clock, letters):
        before = len(letters.to("anna@example.org", cast.a.slug))
        clock.move(days=8)
        with cast.a.work():
            cast.a.customer.load().locked_at = now()
        assert cast.a.visit().get(link).submit("Neuen Link anfordern").title == SENT
        assert len(letters.to("anna@example.org", cast.a.slug)) == before


class TestNewsletterBox:
    def test_it_is_there_unticked_and_logs_the_exact_words(self, cast, link):
        client = cast.a.visit().get(link)
        (box,) = [node for node in client.page.all("input") if node["type"] == "checkbox"]
        assert "checked" not in box
        client.submit(BUTTON, {WORDS: True})
        assert "Auch den Newsletter bekommen Sie dorthin." in client.text
        (line,) = consents(cast.a)
        assert (line.action, line.source, line.wording, line.email) == (
            "given", "address_page", WORDS, "anna@example.org",
        )  # fmt: skip
        assert line.version
        assert (now() - line.created_at).total_seconds() < 60

    def test_it_is_missing_where_no_group_opens_the_newsletter(self, cast, link):
        with cast.a.work():
            GroupMembership.set(cast.a.customer.load(), [])
        client = cast.a.visit().get(link)
        assert [node for node in client.page.all("input") if node["type"] == "checkbox"] == []
        client.post(link, {"newsletter": "y", "words_seen": "x"})
        assert client.title == DONE
        assert consents(cast.a) == []

    def test_it_is_missing_for_who_agreed_before(self, cast, link):
        with cast.a.work():
            Subscription(cast.a.person.load()).give("portal", WORDS)
        client = cast.a.visit().get(link)
        assert [node for node in client.page.all("input") if node["type"] == "checkbox"] == []

    def test_nobody_agrees_to_words_that_did_not_stand_there(self, cast, link):
        client = cast.a.visit().get(link)
        with cast.a.work():
            cast.a.person.load().update(language="en")
        client.submit(BUTTON, {WORDS: True})
        assert client.status == 422
        assert "The wording has changed in the meantime." in client.text
        assert (state(cast.a), consents(cast.a)) == ("sent", [])
        english = next(label.text() for label in client.page.all("label"))
        client.submit("Confirm address", {english: True})
        assert [line.wording for line in consents(cast.a)] == [english]

    def test_the_wording_follows_the_language(self, cast, link):
        with cast.a.work():
            cast.a.person.load().update(address_form="du")
        assert "Kennst du Hafenlicht nicht?" in cast.a.visit().get(link).text

    @pytest.mark.parametrize("name", ["<b>Fett</b>{{ 7*7 }}", "\"'><script>alert(1)</script>", "%(email)s %s"])
    def test_names_stay_names(self, cast, name):
        with cast.a.work():
            cast.a.person.load().update(first_name=name, last_name=name)
            db.session.get_one(Tenant, current_tenant_id()).name = name
        link = send(cast.a)
        client = cast.a.visit().get(link)
        assert "<script>alert" not in client.html
        words = next(label.text() for label in client.page.all("label"))
        client.submit(BUTTON, {words: True})
        assert name in consents(cast.a)[0].wording


def test_links_are_not_in_the_logs(cast, link, app, caplog):
    with caplog.at_level(logging.INFO, logger=app.logger.name):
        app.logger.info("Exception on %s [POST]", link)
    assert caplog.messages == ["Exception on /l/bestaetigen/… [POST]"]


def test_confirmed_once_for_good(cast, link):
    cast.a.visit().get(link).submit(BUTTON)
    with cast.a.work():
        first = db.session.scalar(select(Person.email_confirmed_at).where(Person.id == cast.a.person.id))
    assert cast.a.visit().get(link).title == DONE
    client = cast.a.visit().get("/anmelden")
    assert client.post(link).title == DONE
    with cast.a.work():
        assert db.session.scalar(select(Person.email_confirmed_at).where(Person.id == cast.a.person.id)) == first
