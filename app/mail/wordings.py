"""An agency's own wording of its mails, in versions."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, db, now, refers_to


class MailWording(TenantScoped, db.Model):
    """One version of one mail's wording in one variant; the highest number is the one that is sent.

    Without subject and body it says that from then on our own wording is sent again. Never changed, never deleted.
    """

    __tablename__ = "mail_wording"
    __table_args__ = (
        CheckConstraint("(subject IS NULL) = (body IS NULL)", name="whole"),
        UniqueConstraint("tenant_id", "key", "variant", "number"),
        refers_to("staff_member", "staff_id"),
    )

    key: Mapped[str] = mapped_column(Text)
    variant: Mapped[str] = mapped_column(Text)
    """de_sie, de_du, en, ar."""
    number: Mapped[int]
    subject: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    """What was changed, in the words of whoever changed it."""
    staff_id: Mapped[uuid.UUID | None]
    staff_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
