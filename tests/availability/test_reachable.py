"""Who can be reached now, asked of the database, is who can be reached now."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.availability.now import state_of, zone_of
from app.availability.week import Week
from app.customers.models import Customer
from app.customers.reachable import reachable_now
from tenants import db

ZONES = ["", "", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Atlantis/Mitte"]
MOMENTS = [
    datetime(2027, 1, 5, 9, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    datetime(2027, 8, 15, 23, 59, tzinfo=UTC),
]  # fmt: skip


@pytest.fixture(scope="module")
def town(app):
    """An agency with 120 customers who have all kinds of hours in all kinds of zones."""
    from tests.cast import make_agency

    agency, chance = make_agency(app, "Uhrwerk"), random.Random(4)
    patterns = [Week(chance.getrandbits(168)) for _n in range(12)] + [Week(), Week.always(), Week.stretch(1, 5, 8, 18)]
    with agency.work():
        for n in range(120):
            week = chance.choice(patterns)
            Customer.add(company=f"Werft {n}", hours=week.code, time_zone=chance.choice(ZONES))
    return agency


@pytest.mark.parametrize("moment", MOMENTS, ids=[f"{moment:%d.%m. %H:%M}" for moment in MOMENTS])
def test_they_are_those_whose_hours_say_so(town, moment):
    with town.work():
        found = set(db.session.scalars(select(Customer.id).where(reachable_now(moment))))
        everybody = db.session.scalars(select(Customer)).all()
        assert found == {one.id for one in everybody if Week.parse(one.hours).is_open(moment, zone_of(one))}
        assert found


def test_it_agrees_with_what_the_list_shows(town, clock):
    with town.work():
        for hours in range(0, 24, 5):
            clock.reset()
            clock.move(hours=hours)
            found = set(db.session.scalars(select(Customer.id).where(reachable_now())))
            assert found == {one.id for one in db.session.scalars(select(Customer)) if state_of(one).open}


def test_it_asks_once_whatever_there_is(town, cast, count_queries):
    for agency in (town, cast.a):
        with agency.work(), count_queries() as statements:
            db.session.scalar(select(func.count()).select_from(Customer).where(reachable_now()))
        assert sum("FROM customer" in statement for statement in statements) == 2


def test_where_nobody_said_hours_nobody_is_found(cast):
    with cast.a.work():
        assert db.session.scalars(select(Customer).where(reachable_now())).all() == []


def test_other_agencies_are_not_asked(town, cast):
    with cast.a.work():
        cast.a.customer.load().update(hours=Week.always().code)
        assert [one.name for one in db.session.scalars(select(Customer).where(reachable_now()))] == [
            "Orgelbau Matthiesen"
        ]


def test_hours_cost_the_list_no_query(town, count_queries):
    with town.work():
        customers = db.session.scalars(select(Customer).limit(50)).all()
        zone_of(customers[0])
        with count_queries() as statements:
            words = [state_of(one).words for one in customers]
    assert statements == []
    assert len({*words}) > 3
