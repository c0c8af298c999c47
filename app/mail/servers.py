"""An agency's own mail server."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, db, now


class MailServer(TenantScoped, db.Model):
    """Where an agency's mails leave instead of by ours, once `verified_at` says that its address is its own."""

    __tablename__ = "mail_server"
    __table_args__ = (
        CheckConstraint("security IN ('tls', 'starttls')", name="security"),
        UniqueConstraint("tenant_id"),
    )

    host: Mapped[str] = mapped_column(Text)
    port: Mapped[int]
    security: Mapped[str] = mapped_column(Text)
    username: Mapped[str] = mapped_column(Text)
    password: Mapped[str | None] = mapped_column(Text)
    """Locked with app.accounts.box."""
    address: Mapped[str] = mapped_column(Text)
    """What mails come from."""
    code: Mapped[str | None] = mapped_column(Text)
    """The digest of the number sent to that address."""
    code_tries: Mapped[int] = mapped_column(default=0)
    code_sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    verified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    trouble: Mapped[str | None] = mapped_column(Text)
    """Why the last mail did not leave, in German."""
    trouble_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
