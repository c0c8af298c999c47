"""The list of customers: filters, search and order together, against a plain reading of the same customers."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.availability.week import Week
from app.contacts.access_states import access_of
from app.contacts.filtering import STATES
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.customers.sorting import fold, sort_key, split
from app.groups.models import Group, GroupMembership, Rubric
from tenants import db, now, uuid7
from tests.cast import Agency, make_agency

LIST = "/verwaltung/kunden"
MANY = 60
PLACES = ("Bremen", "Åsgård", "bremen", "", "Zürich", "Oldenburg")
NAMES = ("Ärzte im Hof", "Arzt Müller", "Zimmerei", "Café Brandt", "Halle", "ärzteverein")


@pytest.fixture(scope="module")
def town(app) -> Agency:
    """An agency with sixty customers of every kind."""
    agency = make_agency(app, "Auswahl", empty=True)
    chance = random.Random(4)
    with agency.work():
        groups = _groups()
        for number in range(MANY):
            customer = Customer.add(
                company=f"{chance.choice(NAMES)} {number}", city=chance.choice(PLACES), number=f"N-{number * 7 % 61}",
                responsible_id=chance.choice([None, None, agency.owner.id, agency.member.id]),
                hours=chance.choice(["", Week.always().code]),
            )  # fmt: skip
            customer.created_at = now() - timedelta(minutes=number * 13 % 59)
            customer.locked_at = now() if chance.random() < 0.2 else None
            GroupMembership.set(customer, chance.sample(groups, chance.randint(0, 2)))
            if number % 9:
                _let_in(Contact.add(customer, _person(chance, number)).person, chance.randrange(9))
    return agency


def _groups() -> list[Group]:
    rubric = Rubric.add(name="Leistungen")
    return [Group.add(rubric=rubric, name=name) for name in ("Website", "Shop", "Beirat")]


def _person(chance: random.Random, number: int) -> Person:
    email = f"p{number}@example.org" if chance.random() < 0.9 else None
    return Person.add(
        first_name=chance.choice(["Anna", "Ole"]), last_name=chance.choice(["Muster", "Möwe"]), email=email
    )


def _let_in(person: Person, way: int) -> None:
    """One of the ways in which a person may or may not get into the portal."""
    person.invited_at = {1: now(), 2: now() - timedelta(hours=49), 3: now(), 4: now()}.get(way)
    person.password_hash = "x" if way > 4 else None
    person.last_sign_in_at = now() if way > 6 else None
    person.locked_at = now() if way in (3, 7) else None
    person.undeliverable_at = now() if way in (4, 3) else None


def _seen(agency: Agency) -> list[dict]:
    """What there is to know of each customer, read one by one."""
    found = []
    for customer in db.session.scalars(select(Customer)):
        contact = Contact.primary_of(customer)
        words = {fold(word) for word in split(f"{customer.company} {customer.city}")}
        if contact:
            words |= {fold(word) for word in split(contact.person.name)}
        found.append(
            {
                "name": customer.company, "words": words,
                "gruppe": {group.name for group in db.session.scalars(Group.of(customer))},
                "kunden": "gesperrt" if customer.locked_at else "aktiv", "jetzt": bool(customer.hours),
                "zugang": access_of(contact.person).kind if contact else None, "zustaendig": customer.responsible_id,
                "order": {
                    "name": (sort_key(customer.company), customer.id),
                    "nummer": (int(customer.number[2:]),),
                    "ort": (sort_key(customer.city) or "\U0010ffff", sort_key(customer.company), customer.id),
                    "neu": (-customer.created_at.timestamp(), customer.id.int * -1),
                },
            }
        )  # fmt: skip
    return found


def _expected(seen: list[dict], agency: Agency, asked: dict[str, str]) -> list[str]:
    """The names that the list has to show, by reading them all."""
    who = {"ich": agency.owner.id, "niemand": None}

    def meets(one: dict) -> bool:
        words = [fold(word) for word in split(asked.get("q", ""))]
        return (
            all(any(known.startswith(word) for known in one["words"]) for word in words)
            and ("gruppe" not in asked or asked["gruppe"] in one["gruppe"])
            and ("kunden" not in asked or asked["kunden"] == one["kunden"])
            and ("zugang" not in asked or STATES[asked["zugang"]] == one["zugang"])
            and ("zustaendig" not in asked or who[asked["zustaendig"]] == one["zustaendig"])
            and ("jetzt" not in asked or one["jetzt"])
        )

    order = asked.get("sortierung", "name")
    met = sorted(filter(meets, seen), key=lambda one: one["order"][order.removeprefix("-")])
    return [one["name"] for one in (reversed(met) if order.startswith("-") else met)]


def questions() -> list[dict[str, str]]:
    """Every value of every filter alone and every order, then combinations, the same on every run."""
    values = {
        "q": ["arzt", "anna bremen", "mö", "niemand"], "gruppe": ["Website", "Beirat"], "kunden": ["aktiv", "gesperrt"],
        "zugang": list(STATES), "zustaendig": ["ich", "niemand"], "jetzt": ["ja"],
        "sortierung": ["name", "-name", "nummer", "-nummer", "ort", "-ort", "neu", "-neu"],
    }  # fmt: skip
    alone = [{name: value} for name, offered in values.items() for value in offered]
    chance = random.Random(11)
    some = [
        {name: chance.choice(values[name]) for name in chance.sample(list(values), chance.choice([2, 3, 4]))}
        for _ in range(40)
    ]
    return [{}, *alone, *some]


def shown(client) -> list[str]:
    """The names of the customers on this page and those after it."""
    names = []
    while True:
        names += [link.text() for link in client.page.all("a") if link.attrs.get("class") == "lead"]
        following = [link.attrs["href"] for link in client.page.all("a") if link.attrs.get("rel") == "next"]
        if not following:
            return names
        client.get(following[0])


def test_filters_search_and_order_agree_with_a_plain_reading(town):
    owner = town.sign_in("owner")
    with town.work():
        seen = _seen(town)
        groups = {group.name: str(group.id) for group in db.session.scalars(select(Group))}
    for asked in questions():
        query = asked | ({"gruppe": groups[asked["gruppe"]]} if "gruppe" in asked else {})
        names = shown(owner.get(LIST + "?" + "&".join(f"{key}={value}" for key, value in query.items())))
        assert names == _expected(seen, town, asked), asked


def test_the_database_says_the_same_of_access_as_the_badges(town, clock):
    for hours in (0, 47, 2):
        clock.move(hours=hours)
        with town.work():
            for person in db.session.scalars(select(Person)):
                kind = access_of(person).kind
                assert person.access_kind == ("invited" if kind == "link_expired" else kind)


class TestQuestionsWithoutSense:
    @pytest.mark.parametrize(
        "query",
        ["sortierung=x", "gruppe=nonsense", "gruppe=%00", "zugang=aktiv%27", "jetzt=nein", "zustaendig=1", "seite=-1",
         "seite=99999999999", "seite=9999999", "q=%ed%a0%bd", "q=%3F%3F", "kunden=alle&kunden=x", "q=" + "a%20" * 400,
         "sortierung=--name", "zustaendig=00000000-0000-7000-8000-000000000000"],
    )  # fmt: skip
    def test_are_answered(self, town, query):
        assert town.sign_in("reader").get(f"{LIST}?{query}").status == 200

    def test_a_group_of_another_agency_counts_as_not_asked(self, town, cast):
        with cast.b.work():
            foreign = db.session.scalar(select(Group.id))
        client = town.sign_in("owner").get(f"{LIST}?gruppe={foreign}")
        assert "60 Kunden" in client.text
        assert "Filter zurücksetzen" not in client.text

    def test_words_without_letters_find_nobody(self, town):
        client = town.sign_in("owner").get(f"{LIST}?q=%3F%3F")
        assert "gibt es keinen Kunden" in client.text


def test_filters_are_kept_while_paging_and_can_be_reset(town):
    client = (
        town.sign_in("owner").get(f"{LIST}?jetzt=ja&sortierung=ort").submit("Suchen", {"Kunden": "nur aktive Kunden"})
    )
    assert "von 60 Kunden" in client.text
    assert (client.value("Sortierung"), client.value("Kunden")) == ("ort", "aktiv")
    client.follow("Kunde")
    assert "sortierung=name" in client.path
    assert {"jetzt=ja", "kunden=aktiv"} <= {*client.path.partition("?")[2].split("&")}
    assert "60 Kunden" in client.follow("Filter zurücksetzen").text
    assert "Kein Kunde passt dazu." in client.get(f"{LIST}?jetzt=ja&gruppe={_empty(town)}").text


def _empty(town: Agency) -> str:
    with town.work():
        rubric = db.session.scalar(select(Rubric).where(Rubric.name == "Leistungen"))
        return str(Group.add(rubric=rubric, name=f"leer {uuid7()}").id)


def test_more_customers_need_no_more_queries(cast, count_queries):
    agency, counts = cast.a, []
    with agency.work():
        group = str(db.session.scalar(select(Group.id)))
    client = agency.sign_in("owner")
    questions = (
        "", "q=werft", "q=werft+anna", f"gruppe={group}", "kunden=aktiv", "zugang=kein", "jetzt=ja", "zustaendig=ich",
        "sortierung=ort", "sortierung=neu", "seite=2", f"q=werft&gruppe={group}&zugang=kein&jetzt=ja",
    )  # fmt: skip
    for many in (3, 50):
        with agency.work():
            for number in range(many):
                customer = Customer.add(company=f"Werft {many} {number}", hours=Week.always().code)
                GroupMembership.set(customer, [Group.get(group)])
                Contact.add(customer, Person.add(first_name="Anna", email=f"w{many}-{number}@example.org"))
        client.get(LIST)
        found = []
        for question in questions:
            with count_queries() as statements:
                client.get(f"{LIST}?{question}")
            found.append(len(statements))
        counts.append(found)
    assert counts[0] == counts[1]


def test_past_the_bound_it_says_more_than_and_pages_on(cast, monkeypatch):
    monkeypatch.setattr("app.customers.listing.MOST", 60)
    monkeypatch.setattr("app.customers.views.lists.MOST", 60)
    with cast.a.work():
        for number in range(170):
            Customer.add(company=f"Reihe {number}")
    client = cast.a.sign_in("owner").get(LIST)
    assert "Mehr als 100 Kunden" in client.text
    names = shown(client)
    assert len(names) == len(set(names)) == 172
    found = client.get(f"{LIST}?q=reihe&sortierung=-name")
    assert shown(found) == sorted((f"Reihe {number}" for number in range(170)), key=sort_key, reverse=True)
