"""What is asked for beside the password: one-time codes (RFC 6238) and the codes for the day the telephone is lost."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from tenants import TenantScoped, db, now, refers_to


class OfOne:
    """Belongs to a person or to a member of the staff, never to both; gone with them."""

    person_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


def _owners() -> tuple:
    return (
        refers_to("person", "person_id", ondelete="CASCADE"),
        refers_to("staff_member", "staff_id", ondelete="CASCADE"),
        CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)", name="owner"),
    )


class OneTimeCode(OfOne, TenantScoped, db.Model):
    """An app that shows codes: its secret, and the last step whose code was used, so that none is used twice."""

    __tablename__ = "one_time_code"

    @declared_attr.directive
    def __table_args__(cls) -> tuple:  # noqa: N805
        return (*_owners(), UniqueConstraint("tenant_id", "person_id"), UniqueConstraint("tenant_id", "staff_id"))

    secret: Mapped[str] = mapped_column(Text)
    """Encrypted."""
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    """How often a code was asked for since one was right, parallel tries included."""
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RecoveryCode(OfOne, TenantScoped, db.Model):
    """A code that stands in for the app once."""

    __tablename__ = "recovery_code"

    @declared_attr.directive
    def __table_args__(cls) -> tuple:  # noqa: N805
        return (
            *_owners(),
            UniqueConstraint("tenant_id", "digest"),
            Index(None, "tenant_id", "person_id"),
            Index(None, "tenant_id", "staff_id"),
        )

    digest: Mapped[str] = mapped_column(Text)
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
