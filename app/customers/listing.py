"""The list of customers: narrowed, ordered, counted up to a bound, a page at a time.

An agency with a hundred thousand customers waits no longer than one with a hundred, whatever it asks for. So nothing
is counted to the end, the condition that fewest meet goes first, and the order is either that of an index, walked until
the page is full, or that of few rows which are sorted. Which of both is decided here, by what was counted: the planner
knows tables, not agencies.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy import Integer, Select, Text, Uuid, any_, bindparam, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from tenants import db

from .conditions import NOTHING, Condition
from .models import Customer

MOST = 1000
"""So many are counted; beyond that it is „mehr als“, unless somebody pages as far."""

NAME, NUMBER, CITY, NEW = "name", "nummer", "ort", "neu"
KEYS: dict[str, tuple[Any, ...]] = {
    NAME: (Customer.sort_key, Customer.id),
    NUMBER: (Customer.number_key, Customer.id),
    CITY: (Customer.city_key, Customer.sort_key, Customer.id),
    NEW: (Customer.created_at, Customer.id),
}
"""What the orders go by; for each there is an index."""

FALLING = {"-" + NAME, "-" + NUMBER, "-" + CITY, NEW}
"""„Zuletzt angelegt“ begins with the latest."""


@dataclass(frozen=True)
class Figure:
    """How many: `number`, or `more` than that, which nobody counted."""

    number: int
    more: bool = False
    rows: int = 0
    """What had to be looked at for it."""
    ids: str = ""
    """Which, as PostgreSQL writes an array: they come back to it as they are."""

    @property
    def amount(self) -> str:
        return format_decimal(self.number)

    @property
    def words(self) -> str:
        """„214“ or „mehr als 2.000“."""
        return _("mehr als %(number)s", number=self.amount) if self.more else self.amount


class Listing:
    """The customers that meet all `conditions`, in an order of KEYS (a minus before it turns it round)."""

    def __init__(
        self, conditions: Sequence[Condition] = (), order: str = NAME, besides: Sequence[Condition] = ()
    ) -> None:
        self.conditions, self.order, self._besides = list(conditions), order, list(besides)
        self.keys = KEYS[order.removeprefix("-")]
        self.most = MOST

    # questions

    @property
    def total(self) -> Figure:
        """How many customers there are."""
        return self._figures[0]

    @property
    def besides(self) -> list[Figure]:
        """How many customers meet each of what was asked `besides`, whether they meet the conditions or not."""
        return self._figures[1 : 1 + len(self._besides)]

    @cached_property
    def found(self) -> Figure:
        """How many meet all conditions."""
        if not self.conditions:
            return self.total
        first, *rest = self._by_rarity
        if not rest:
            return min(self._each, key=lambda figure: figure.rows)
        return self._figure(*db.session.execute(select(*_count(self._met(first, rest), self.most))).one())

    def ids(self, limit: int, offset: int = 0) -> list[uuid.UUID]:
        """The ids of a part of them, in their order."""
        return list(db.session.scalars(self.every_id().limit(_literal(limit)).offset(_literal(offset))))

    def customers(self, limit: int, offset: int = 0) -> list[Customer]:
        """A part of them, in their order."""
        ids = self.ids(limit, offset)
        rows = db.session.scalars(select(Customer).where(Customer.id == any_(literal(ids, ARRAY(Uuid)))))
        found = {customer.id: customer for customer in rows}
        return [found[id] for id in ids if id in found]

    def every_id(self) -> Select[tuple[uuid.UUID]]:
        """The ids of all of them, in their order, to be read in parts."""
        return self._gathered() if self._few else self._walked()

    # private

    @property
    def _few(self) -> bool:
        """Whether they are few enough to be sorted."""
        return bool(self.conditions) and not self.found.more and self.found.number <= MOST

    @cached_property
    def _figures(self) -> list[Figure]:
        """Everything that is counted one by one, up to the bound, in one query."""
        # a plan for the agency that asks: one that is kept for all of them is one for an agency with few customers
        db.session.execute(select(func.set_config("plan_cache_mode", "force_custom_plan", True)))
        counted = [select(Customer.id.label("id")), *(one.ids for one in (*self._besides, *self.conditions))]
        sets = [select(*_count(ids, self.most)).subquery() for ids in counted]
        once = sets[0]
        for each in sets[1:]:
            once = once.join(each, true())
        row = db.session.execute(select(*(column for each in sets for column in each.c)).select_from(once)).one()
        return [self._figure(*row[at : at + 3]) for at in range(0, len(row), 3)]

    @property
    def _each(self) -> list[Figure]:
        return self._figures[1 + len(self._besides) :]

    @property
    def _by_rarity(self) -> list[Condition]:
        """The conditions, the one that fewest meet first."""
        order = sorted(range(len(self.conditions)), key=lambda at: self._each[at].rows)
        return [self.conditions[at] for at in order]

    def _figure(self, rows: int, things: int, ids: str | None) -> Figure:
        return Figure(min(things, self.most), rows > self.most, rows, ids or "{}")

    def _met(self, first: Condition, rest: Sequence[Condition]) -> Select:
        """The ids that meet the first condition, each tried for the others."""
        met = first.ids.offset(NOTHING).subquery()
        return select(met.c.id).where(*(condition.holds(met.c.id) for condition in rest))

    def _gathered(self) -> Select:
        """The few that there are, sorted."""
        ids = cast(literal(self.found.ids, Text), ARRAY(Uuid))
        met = func.unnest(ids).table_valued("id").render_derived(name="met")
        found = select(*self.keys).where(Customer.id == met.c.id).offset(NOTHING).lateral()
        return select(found.c.id).select_from(met).join(found, true()).order_by(*_ordered(found.c, self.order))

    def _walked(self) -> Select:
        """All customers in their order, each tried for all conditions."""
        walk = select(*self.keys).order_by(*_ordered(self.keys, self.order)).offset(NOTHING).subquery()
        met = [condition.holds(walk.c.id) for condition in self._by_rarity]
        return select(walk.c.id).where(*met).order_by(*_ordered(walk.c, self.order))


def _ordered(keys: Any, order: str) -> list[Any]:
    return [key.desc() if order in FALLING else key for key in keys]


def _count(ids: Select, most: int) -> tuple[Any, ...]:
    """How many rows, how many customers in them and which; nothing is looked at beyond one more than `most`."""
    rows = ids.limit(_literal(most + 1)).subquery().c.id
    return func.count(rows), func.count(rows.distinct()), cast(func.array_agg(rows.distinct()), Text)


def _literal(number: int) -> Any:
    """Written into the statement: a plan for any number would be one for many."""
    return bindparam(None, number, Integer, literal_execute=True, unique=True)
