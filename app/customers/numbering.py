"""Customer numbers: how the agency writes them, which one is free, and that each is given once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit import record, register_verbs
from tenants import Tenant, current_tenant, db

from .numbers import following, go_on_from, next_in

register_verbs({"agency.numbers_changed": _l("{actor} hat das Format der Kundennummern geändert.")})

SERIES = "customer"
LONGEST = 40
UNIQUE = "uq_customer_tenant_id_number"
SOME, MOST = 10, 10_000
"""So many numbers are looked up at first, and at most, in one query for a free one."""


class NumberTaken(ValueError):
    """Another customer of this agency has the number."""


class Numbered:
    """What has a number that the agency gives once. Mixed into the customer."""

    number: Any

    @classmethod
    def next_number(cls) -> str:
        """Take the next free number, K-1001 being the first unless the agency wants another format."""
        count = next_in(SERIES)
        free, number = cls._free_from(count)
        if free != count:
            go_on_from(SERIES, free)
        return number

    @classmethod
    def next_numbers(cls, count: int) -> list[str]:
        """Take so many free numbers at once, in their order."""
        found: dict[str, int] = {}
        start, some, tenant = next_in(SERIES) if count else 0, max(count, SOME), current_tenant()
        while len(found) < count:
            wanted = {written(figure, tenant): figure for figure in range(start, start + some)}
            taken = set(db.session.scalars(select(cls.number).where(cls.number.in_(wanted))))
            found |= {number: figure for number, figure in wanted.items() if number not in taken}
            start, some = start + some, min(some * 10, MOST)
        numbers = list(found)[:count]
        if numbers:
            go_on_from(SERIES, found[numbers[-1]])
        return numbers

    @classmethod
    def suggested_number(cls) -> str:
        """What next_number() would give now; it stays free for whoever saves first."""
        return cls._free_from(following(SERIES))[1]

    @classmethod
    def with_number(cls, number: str) -> Self | None:
        """Who has this number, in whatever case and spacing it is typed."""
        return db.session.scalar(select(cls).where(cls.number == tidy(number)))

    @classmethod
    def _free_from(cls, first: int) -> tuple[int, str]:
        """The first count from `first` on whose number nobody has, and that number."""
        tenant, some = current_tenant(), SOME
        while True:
            wanted = {written(count, tenant): count for count in range(first, first + some)}
            taken = set(db.session.scalars(select(cls.number).where(cls.number.in_(wanted))))
            for number, count in wanted.items():
                if number not in taken:
                    return count, number
            first, some = first + some, min(some * 10, MOST)


def tidy(number: str) -> str:
    """A number as it is stored and compared: in capitals, single blanks."""
    return " ".join(number.upper().split())


def written(count: int, tenant: Tenant) -> str:
    """The number in the format of the agency: „K-1001“."""
    return f"{tenant.number_prefix}{count:0{tenant.number_digits}d}"


@contextmanager
def number_once() -> Iterator[None]:
    """Write customers within. Raises NumberTaken, and takes back what was written, when a number is given twice."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        if getattr(getattr(error.orig, "diag", None), "constraint_name", "") == UNIQUE:
            raise NumberTaken from error
        raise


def change_number_format(*, prefix: str, digits: int, following: int) -> None:
    """Write numbers of customers to come with this prefix and at least so many digits, and count on from `following`.

    Customers that are there keep theirs.
    """
    tenant = current_tenant()
    wanted = (tidy(prefix), digits)
    if wanted == (tenant.number_prefix, tenant.number_digits) and following == next_count():
        return
    tenant.number_prefix, tenant.number_digits = wanted
    go_on_from(SERIES, following - 1)
    record("agency.numbers_changed", tenant, prefix=wanted[0], digits=digits, following=following)


def next_count() -> int:
    """At which figure the series of customer numbers goes on."""
    return following(SERIES)
