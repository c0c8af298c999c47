"""Customer numbers: suggested, given once, in the format of the agency."""

from __future__ import annotations

import pytest

from app.customers.models import Customer
from app.customers.numbering import NumberTaken, change_number_format, next_count, tidy
from app.customers.numbers import go_on_from
from tenants import as_tenant, current_tenant


@pytest.fixture
def agency(app, cast):
    """Inside agency A."""
    with app.app_context(), as_tenant(cast.a.tenant_id):
        yield cast.a


def firm(company, **values):
    return Customer.add(company=company, **values)


def test_the_suggested_number_is_the_one_that_is_given(agency):
    suggested = Customer.suggested_number()
    assert suggested == Customer.suggested_number()
    assert firm("Werft").number == suggested
    assert Customer.suggested_number() != suggested


def test_numbers_taken_by_hand_are_passed_over_however_many(agency, count_queries):
    first = next_count()
    for number in range(first, first + 25):
        firm(f"Reihe {number}", number=f"k-{number}")
    assert Customer.suggested_number() == f"K-{first + 25}"
    assert [firm("Werft").number, firm("Mole").number] == [f"K-{first + 25}", f"K-{first + 26}"]
    with count_queries() as statements:
        firm("Danach")
    again = len(statements)
    go_on_from("customer", first - 1)
    with count_queries() as statements:
        firm("Zurück")
    assert len(statements) <= again + 2


@pytest.mark.parametrize(("typed", "kept"), [(" k-1 ", "K-1"), ("kd  7/a", "KD 7/A"), ("ß1", "SS1"), ("", "")])
def test_numbers_are_tidied(typed, kept):
    assert tidy(typed) == kept


def test_a_taken_number_leaves_nothing_half_changed(agency):
    firm("Eins", number="X-1")
    other = firm("Zwei", number="X-2")
    with pytest.raises(NumberTaken):
        other.update(number="x-1", company="Drei")
    assert (other.number, other.company) == ("X-2", "Zwei")
    other.update(number="x-2")
    assert other.number == "X-2"


def test_the_format_holds_for_numbers_to_come(agency):
    before = firm("Vorher").number
    change_number_format(prefix="kd", digits=6, following=42)
    assert current_tenant().number_prefix == "KD"
    assert [firm("Eins").number, firm("Zwei").number] == ["KD000042", "KD000043"]
    assert Customer.with_number(before).name == "Vorher"


def test_a_format_of_figures_alone_goes_on_past_its_digits(agency):
    change_number_format(prefix="", digits=2, following=99)
    assert [firm("Eins").number, firm("Zwei").number] == ["99", "100"]


def test_agencies_have_the_same_numbers(app, cast):
    with app.app_context():
        for agency in (cast.a, cast.b):
            with as_tenant(agency.tenant_id):
                assert firm("Werft", number="GLEICH-1").number == "GLEICH-1"
