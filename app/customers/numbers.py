"""Series of numbers: one row per agency and series, which the transaction that takes a number locks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Text, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, current_tenant_id, db, uuid7

FIRST = 1001


class NumberSeries(TenantScoped, db.Model):
    """The last number given out of one series."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("tenant_id", "series"),)

    series: Mapped[str] = mapped_column(Text)
    last: Mapped[int] = mapped_column(BigInteger)


def next_in(series: str, first: int = FIRST) -> int:
    """Take the next number of a series. Others who want one wait until this transaction ends."""
    return _count(series, first, NumberSeries.last + 1)


def following(series: str, first: int = FIRST) -> int:
    """The number that next_in() would take; nothing is taken."""
    last = db.session.scalar(select(NumberSeries.last).where(NumberSeries.series == series))
    return first if last is None else last + 1


def go_on_from(series: str, last: int) -> None:
    """Let the series count on after `last`."""
    _count(series, last, last)


def _count(series: str, first: int, then: object) -> int:
    fresh = insert(NumberSeries).values(tenant_id=current_tenant_id(), id=uuid7(), series=series, last=first)
    counted = fresh.on_conflict_do_update(index_elements=["tenant_id", "series"], set_={"last": then}).returning(
        NumberSeries.last
    )
    return db.session.scalar(counted)
