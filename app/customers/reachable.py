"""Which customers can be reached at this moment, asked of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, Text, and_, any_, false, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from app.availability.now import zone_of
from app.availability.week import Week
from tenants import db, now

from .models import Customer


def reachable_now(moment: datetime | None = None) -> ColumnElement[bool]:
    """The condition that a customer can be reached, for a query over Customer; `moment` is now unless given.

    It asks once which different hours the agency's customers have at all, walking along the index from one to the
    next. Those that are open now are few; customers that have them are found by equality, which an index can do under
    row-level security.
    """
    moment = moment or now()
    open_now: dict[str, list[str]] = {}
    for pattern in db.session.execute(_patterns()):
        if Week.parse(pattern.hours).is_open(moment, zone_of(pattern)):
            open_now.setdefault(pattern.time_zone, []).append(pattern.hours)
    # arrays, not lists of values: the statement stays short, and the server need not weigh each of them
    there = [and_(Customer.time_zone == zone, _one_of(hours)) for zone, hours in open_now.items()]
    return or_(false(), *there)


def _one_of(hours: list[str]) -> ColumnElement[bool]:
    return Customer.hours == any_(literal(hours, ARRAY(Text)))


def _patterns() -> Select[tuple[str, str]]:
    """Each pair of hours and time zone that occurs, once: a step in the index for each, however many have it."""
    first, following = aliased(Customer), aliased(Customer)
    start = select(first.hours, first.time_zone).where(first.hours > "").order_by(first.hours, first.time_zone).limit(1)
    pattern = start.cte("pattern", recursive=True)
    further = (
        select(following.hours, following.time_zone)
        .where(tuple_(following.hours, following.time_zone) > tuple_(pattern.c.hours, pattern.c.time_zone))
        .order_by(following.hours, following.time_zone)
        .limit(1)
        .lateral()
    )
    found = pattern.union_all(select(further.c.hours, further.c.time_zone).select_from(pattern, further))
    return select(found.c.hours, found.c.time_zone)
