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
from sqlalchemy import Integer, Select, Subquery, Uuid, any_, bindparam, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from tenants import db

from .conditions import Condition
from .models import Customer

MOST = 2000
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
        row = db.session.execute(select(*_count(self._met(first, rest), self.most))).one()
        return self._figure(*row)

    def ids(self, limit: int, offset: int = 0) -> list[uuid.UUID]:
        """The ids of a part of them, in their order."""
        query = self._gathered() if self._few else self._walked()
        return list(db.session.scalars(query.limit(_literal(limit)).offset(_literal(offset))))

    def customers(self, limit: int, offset: int = 0) -> list[Customer]:
        """A part of them, in their order."""
        ids = self.ids(limit, offset)
        rows = db.session.scalars(select(Customer).where(Customer.id == any_(literal(ids, ARRAY(Uuid)))))
        found = {customer.id: customer for customer in rows}
        return [found[id] for id in ids if id in found]

    def query(self) -> Select[tuple[Customer]]:
        """All of them, in their order, however long that takes."""
        met = [condition.holds(Customer.id) for condition in self.conditions]
        return select(Customer).where(*met).order_by(*_ordered(self.keys, self.order))

    # private

    @property
    def _few(self) -> bool:
        """Whether they are few enough to be sorted."""
        return bool(self.conditions) and not self.found.more and self.found.number <= MOST

    @cached_property
    def _figures(self) -> list[Figure]:
        """Everything that is counted one by one, up to the bound, in one query."""
        counted = [select(Customer.id.label("id")), *(one.ids for one in (*self._besides, *self.conditions))]
        sets = [select(*_count(ids, self.most)).subquery() for ids in counted]
        row = db.session.execute(select(*(column for each in sets for column in each.c))).one()
        return [self._figure(*row[at : at + 2]) for at in range(0, len(row), 2)]

    @property
    def _each(self) -> list[Figure]:
        return self._figures[1 + len(self._besides) :]

    @property
    def _by_rarity(self) -> list[Condition]:
        """The conditions, the one that fewest meet first."""
        order = sorted(range(len(self.conditions)), key=lambda at: self._each[at].rows)
        return [self.conditions[at] for at in order]

    def _figure(self, rows: int, things: int) -> Figure:
        return Figure(min(things, self.most), rows > self.most, rows)

    def _met(self, first: Condition, rest: Sequence[Condition]) -> Select:
        """The ids that meet the first condition, each tried for the others."""
        met = first.ids.offset(_literal(0)).subquery()
        return select(met.c.id).where(*(condition.holds(met.c.id) for condition in rest))

    def _gathered(self) -> Select:
        """The few that there are, sorted."""
        first, *rest = self._by_rarity
        met = self._met(first, rest).distinct().subquery()
        found = select(*self.keys).where(Customer.id == met.c.id).offset(_literal(0)).lateral()
        return select(met.c.id).join(found, true()).order_by(*_ordered(found.c, self.order))

    def _walked(self) -> Select:
        """All customers in their order, each tried for all conditions."""
        walk = select(*self.keys).order_by(*_ordered(self.keys, self.order)).offset(_literal(0)).subquery()
        met = [condition.holds(walk.c.id) for condition in self._by_rarity]
        return select(walk.c.id).where(*met).order_by(*_ordered(walk.c, self.order))


def _ordered(keys: Any, order: str) -> list[Any]:
    return [key.desc() if order in FALLING else key for key in keys]


def _count(ids: Select, most: int) -> tuple[Any, Any]:
    """How many rows, and how many customers in them; nothing is looked at beyond one more than `most`."""
    rows: Subquery = ids.limit(_literal(most + 1)).subquery()
    return func.count(rows.c.id), func.count(rows.c.id.distinct())


def _literal(number: int) -> Any:
    """Written into the statement: a plan for any number would be one for many."""
    return bindparam(None, number, Integer, literal_execute=True, unique=True)
