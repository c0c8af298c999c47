"""Customers: numbers, order and being found."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.customers import search
from app.customers.models import KIND, Customer
from app.customers.numbering import NumberTaken
from app.customers.sorting import sort_key
from tenants import as_tenant, db, uuid7


@pytest.fixture
def agency(app, cast):
    """Inside agency A."""
    with app.app_context(), as_tenant(cast.a.tenant_id):
        yield cast.a


def firm(company, **values):
    return Customer.add(kind="firm", company=company, **values)


def found(query):
    return [customer.name for customer in Customer.search(query)[0]]


def test_numbers_count_up_per_agency(app, cast):
    with app.app_context():
        for agency in (cast.a, cast.b):
            with as_tenant(agency.tenant_id):
                first, second = (int(firm(name).number.removeprefix("K-")) for name in ("Eins", "Zwei"))
                assert second == first + 1 >= 1002


def test_a_number_taken_by_hand_is_passed_over(agency):
    last = int(firm("Vorher").number.removeprefix("K-"))
    firm("Importiert", number=f"K-{last + 1}")
    assert firm("Nachher").number == f"K-{last + 2}"


def test_a_number_is_given_once(agency):
    firm("Eins", number="X-1")
    with pytest.raises(NumberTaken):
        firm("Zwei", number=" x-1 ")
    with pytest.raises(NumberTaken):
        firm("Drei").update(number="x-1")
    assert found("drei") == ["Drei"]
    assert Customer.with_number("X-1 ").name == "Eins"


def test_the_same_id_makes_one_customer(agency):
    id = uuid7()
    firm("Eins", id=id)
    db.session.expunge_all()
    with pytest.raises(IntegrityError), db.session.begin_nested():
        firm("Eins", id=id)


def test_order_is_that_of_a_german_dictionary():
    names = ["Zimmer", "Ärzte", "Arzt", "Straße 10", "Strasse 9", "de Vries", "École", "Ötzi", "Zuse"]
    assert sorted(names, key=sort_key) == [
        "Arzt", "Ärzte", "de Vries", "École", "Ötzi", "Strasse 9", "Straße 10", "Zimmer", "Zuse",
    ]  # fmt: skip


def test_the_list_follows_the_stored_order(agency):
    names = ["Zimmerei", "Ähre", "Halle 10", "Halle 9", "Anker"]
    for name in names:
        firm(name, city="Ordnungsheim")
    assert found("ordnungsheim") == ["Ähre", "Anker", "Halle 9", "Halle 10", "Zimmerei"]


@pytest.mark.parametrize(
    "query",
    [
        "Müller", "mueller", "mull", "MÜLLER bäck", "bäckerei müller", "k-4711", "K4711", "4711", "23552",
        "lübeck", "luebeck", "mail@mueller", "mail@", "030 23125 001", "+49 30 23125", "0049 30 23125001",
        "030/23125", "23125001", "0302312",
    ],
)  # fmt: skip
def test_a_customer_is_found_by_beginnings(agency, query):
    firm(
        "Bäckerei Müller", number="K-4711", postcode="23552", city="Lübeck", phone="+493023125001",
        email="Mail@mueller.example.org",
    )  # fmt: skip
    firm("Jemand anders", number="X-1", city="Husum", phone="+494841000", email="post@anders.example.org")
    assert found(query) == ["Bäckerei Müller"]


def test_all_words_must_match(agency):
    firm("Segelmacherei Hansen", city="Kappeln")
    assert found("hansen kappeln") == ["Segelmacherei Hansen"]
    assert found("hansen husum") == []


@pytest.mark.parametrize(
    "query",
    [
        "%",
        "_",
        "'",
        "\\",
        "  ",
        "-",
        "@",
        "+",
        "0" * 500,
        "a" * 5000,
        "\U0010ffff",
        "شركة",
        "a\0@b\0",
        "\ud800@x",
        "a\ud800",
        "\ufffd@",
    ],
)
def test_odd_searches_answer(agency, query):
    firm("شركة المرفأ للتجارة")
    found(query)


def test_arabic_is_found(agency):
    firm("شركة المرفأ للتجارة")
    assert found("المرفأ") == ["شركة المرفأ للتجارة"]


def test_a_change_is_findable_and_the_old_words_are_gone(agency):
    customer = firm("Altbau Ost")
    customer.update(company="Neubau West")
    assert found("neubau") == ["Neubau West"]
    assert found("altbau") == []


def test_a_new_name_moves_the_customer_in_its_contacts_results_too(agency):
    for name in ("Anker", "Zange", "Mole"):
        customer = firm(name, city="Ordnungsheim")
        search.index(KIND, customer, search.text_words("Svenja"), uuid7())
    customer.update(company="Aal")
    assert found("svenja") == found("ordnungsheim") == ["Aal", "Anker", "Zange"]


def test_a_result_comes_in_parts_and_says_how_large_it_is(agency):
    for number in range(7):
        firm(f"Reihe {number} Reihenhaus")
    part, result = Customer.search("reihe", limit=3, offset=3)
    assert [customer.name for customer in part] == [f"Reihe {number} Reihenhaus" for number in (3, 4, 5)]
    assert (result.total, result.more) == (7, False)
    assert [customer.name for customer in Customer.search("reihe", limit=2, offset=99)[0]][:1] == ["Reihe 0 Reihenhaus"]


def test_a_huge_result_is_not_counted_to_its_end(agency):
    customers = [firm(f"Reihe {number}") for number in range(9)]
    result = search.find(KIND, "reihe", limit=3, most=5)
    assert result.ids == [customer.id for customer in customers[:3]]
    assert (result.total, result.more) == (6, True)


def test_words_of_a_source_come_and_go_alone(agency):
    customer, contact = firm("Reederei Thode"), uuid7()
    search.index(KIND, customer, search.text_words("Svenja Thode"), contact)
    assert found("svenja") == ["Reederei Thode"]
    search.forget(customer.id, contact)
    assert found("svenja") == []
    assert found("reederei") == ["Reederei Thode"]
    search.forget(customer.id)
    assert db.session.scalar(select(func.count()).select_from(search.SearchWord).filter_by(object_id=customer.id)) == 0


def test_another_agency_finds_nothing(app, cast):
    with app.app_context():
        with as_tenant(cast.a.tenant_id):
            firm("Geheimwerft")
        with as_tenant(cast.b.tenant_id):
            assert found("geheimwerft") == []


def test_names_of_firms_and_people(agency):
    person = Customer.add(kind="private", salutation="Herr", title="Dr.", first_name="Paul", last_name="Gerlach")
    assert (person.name, person.filed_name, person.sort_key) == ("Dr. Paul Gerlach", "Gerlach, Paul", "gerlach paul")
    assert firm("Werft").name == "Werft"
