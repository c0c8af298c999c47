"""Rows of signing in: sessions, and the counters that slow guessing down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, db, now, refers_to


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lives: unused, and altogether."""

    idle: timedelta
    absolute: timedelta


LIFETIMES = {
    "staff": Lifetime(idle=timedelta(hours=8), absolute=timedelta(days=7)),
    "person": Lifetime(idle=timedelta(hours=1), absolute=timedelta(hours=24)),
}
"""A working day and a week for the staff, who work in it; an hour and a day for persons, who look something up."""


class SignInSession(TenantScoped, db.Model):
    """One sign-in on one device. Its cookie holds 256 random bits, the row only their SHA-256."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        refers_to("impersonation", "impersonation_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "token_digest"),
        Index("ix_sign_in_session_tenant_id_kind_user_id", "tenant_id", "kind", "user_id"),
        CheckConstraint("kind IN ('staff', 'person')", name="kind"),
    )

    kind: Mapped[str] = mapped_column(Text)
    user_id: Mapped[UUID] = mapped_column(Uuid)
    token_digest: Mapped[str] = mapped_column(Text)
    device: Mapped[str] = mapped_column(Text)
    impersonation_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Set when it is not the person who looks, but staff in its place."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    @property
    def live(self) -> bool:
        """Neither left alone nor kept for too long."""
        return now() < self.ends_at

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing more happens."""
        lifetime = LIFETIMES[self.kind]
        return min(self.last_seen_at + lifetime.idle, self.created_at + lifetime.absolute)


class FailureCount:
    """How often something failed in the current quarter of an hour, and when."""

    failures: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_failed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class AccountFailures(FailureCount, TenantScoped, db.Model):
    """Failures for one account, whether it exists or not; the key is an HMAC of scope and account."""

    __tablename__ = "account_failures"
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    key: Mapped[str] = mapped_column(Text)


class NetworkFailures(FailureCount, db.Model):
    """Failures from one network at all agencies together; the key is an HMAC of scope and network, nothing else.

    The one table here without a tenant: whoever guesses at many agencies is one guesser.
    """

    __tablename__ = "network_failures"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
