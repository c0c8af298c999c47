"""The link that asks for consent: opened by anybody any number of times, agreed to once, dead when it should be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from app.accounts.tokens import seal, sign
from app.groups.models import GroupMembership
from app.newsletter.models import Consent
from app.newsletter.subscription import Subscription
from tenants import db

PAGE = BUTTON = "Newsletter bestätigen"
DONE = "Newsletter bestätigt"
DEAD = "Dieser Link gilt nicht mehr"
WORDS = (
    "Ich möchte den Newsletter von Hafenlicht per E-Mail an anna@example.org bekommen. "
    "Das kann ich jederzeit widerrufen, zum Beispiel mit einer Nachricht an Hafenlicht."
)


def ask(agency) -> None:
    Subscription(agency.person.load()).ask(how="am Telefon", on=date(2026, 11, 20), by=agency.member.load())


@pytest.fixture
def link(cast, letters):
    """The path of the link that was just mailed to the person of the cast."""
    with cast.a.work():
        ask(cast.a)
    return letters.link("anna@example.org", cast.a.slug, "/l/newsletter/")


def lines(agency) -> list[tuple[str, str, str]]:
    with agency.work():
        found = db.session.scalars(Consent.of(agency.person.load())).all()
        return [(line.action, line.source, line.wording) for line in found]


ASKED, GIVEN = ("asked", "staff", ""), ("given", "newsletter_link", WORDS)


def test_the_button_agrees_to_the_words_on_the_page(cast, link):
    client = cast.a.visit().get(link)
    assert (client.status, client.title) == (200, PAGE)
    assert WORDS in client.text
    client.submit(BUTTON)
    assert (client.title, client.path) == (DONE, link)
    assert lines(cast.a) == [GIVEN, ASKED]
    with cast.a.work():
        assert cast.a.person.load().email_confirmed_at is None, "three states stay apart"


def test_opening_it_changes_nothing(cast, link):
    scanner = cast.a.visit()
    for _time in range(25):
        assert scanner.get(link).status == 200
        assert scanner.http.head(link, base_url=scanner.base).status_code == 200
    assert lines(cast.a) == [ASKED]
    assert cast.a.visit().get(link).submit(BUTTON).title == DONE


def test_twenty_at_once_are_one_consent(cast, link):
    clients = [cast.a.visit().get(link) for _number in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(lambda client: client.submit(BUTTON, follow=False).status, clients))
    assert answers == {303}
    assert lines(cast.a) == [GIVEN, ASKED]


def test_it_lives_seven_days(cast, link, clock):
    clock.move(days=6, hours=23, minutes=58)
    assert cast.a.visit().get(link).title == PAGE
    clock.move(minutes=2, seconds=5)
    assert (cast.a.visit().get(link).status, cast.a.visit().get(link).title) == (410, DEAD)


@pytest.mark.parametrize(
    "change",
    [
        lambda agency: agency.person.load().change_address("neu@example.org"),
        lambda agency: agency.person.load().change_address(None),
        lambda agency: agency.contact.load().remove(),
        lambda agency: agency.customer.load().lock(),
        lambda agency: GroupMembership.set(agency.customer.load(), []),
        ask,
    ],
    ids=[
        "address changed", "address taken away", "contact removed", "customer locked", "no group opens it",
        "asked again",
    ],
)  # fmt: skip
def test_it_is_dead_after(cast, link, change):
    opened = cast.a.visit().get(link)
    with cast.a.work():
        change(cast.a)
    assert (cast.a.visit().get(link).status, cast.a.visit().get(link).title) == (410, DEAD)
    assert opened.submit(BUTTON).status == 410


def test_who_withdrew_is_not_brought_back_by_an_old_link(cast, link):
    cast.a.visit().get(link).submit(BUTTON)
    assert cast.a.visit().get(link).title == DONE
    with cast.a.work():
        Subscription(cast.a.person.load()).withdraw(how="per E-Mail", on=date(2026, 11, 21), by=cast.a.member.load())
    assert cast.a.visit().get(link).title == DEAD
    assert cast.a.visit().get("/anmelden").post(link).status == 410
    assert [line[0] for line in lines(cast.a)] == ["withdrawn", "given", "asked"]


def test_it_is_404_at_another_agency_and_for_another_purpose(cast, link):
    assert cast.b.visit().get(link).status == 404
    assert cast.b.visit().get("/anmelden").post(link).status == 404
    token = link.rpartition("/")[2]
    assert cast.a.visit().get(f"/l/bestaetigen/{token}").status == 404
    with cast.a.work():
        state = seal(*Subscription(cast.a.person.load()).asked_state)
        other = sign("confirm-address", "person", cast.a.person.id, state)
    assert cast.a.visit().get(f"/l/newsletter/{other}").status == 404


def test_nobody_agrees_to_words_that_did_not_stand_there(cast, link):
    client = cast.a.visit().get(link)
    with cast.a.work():
        cast.a.person.load().update(language="en")
    client.submit(BUTTON)
    assert client.status == 422
    assert lines(cast.a) == [ASKED]
    client.submit("Confirm newsletter")
    assert client.title == "Newsletter confirmed"
    assert lines(cast.a)[0][2].startswith("I would like to get the newsletter of Hafenlicht")


def test_it_speaks_as_the_person_is_spoken_to(cast, link):
    with cast.a.work():
        cast.a.person.load().update(address_form="du")
    assert "Mit dem Knopf stimmst du diesem Satz zu:" in cast.a.visit().get(link).text
