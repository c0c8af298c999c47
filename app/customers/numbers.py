"""Customer numbers: one series per agency, counted in a row that the creating transaction locks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Text, UniqueConstraint
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
    """The next number of a series. Others who want one wait until this transaction ends."""
    fresh = insert(NumberSeries).values(tenant_id=current_tenant_id(), id=uuid7(), series=series, last=first)
    counted = fresh.on_conflict_do_update(
        index_elements=["tenant_id", "series"], set_={"last": NumberSeries.last + 1}
    ).returning(NumberSeries.last)
    return db.session.scalar(counted)
