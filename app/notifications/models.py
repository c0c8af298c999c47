"""What somebody will be told, and what staff do not want to be told."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, db, now, refers_to


class Notice(TenantScoped, db.Model):
    """Something that one reader (a staff member, or a contact) will be told by mail; gone once the mail is queued.

    No foreign key points at reader and thing: whether both still exist, and whether the one may see the other, is asked
    when the mail is made.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("reader_kind IN ('staff', 'contact')", name="reader_kind"),
        UniqueConstraint("tenant_id", "reader_kind", "reader_id", "occasion", "thing_id"),
        Index(None, "tenant_id", "thing_id"),
    )

    reader_kind: Mapped[str] = mapped_column(Text)
    reader_id: Mapped[uuid.UUID]
    occasion: Mapped[str] = mapped_column(Text)
    thing_kind: Mapped[str] = mapped_column(Text)
    thing_id: Mapped[uuid.UUID]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """When the mail is made, with everything else that waits for the same reader by then."""


class StaffSilence(TenantScoped, db.Model):
    """An occasion about which somebody of the staff does not want to get mail."""

    __tablename__ = "staff_silence"
    __table_args__ = (
        refers_to("staff_member", "staff_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "staff_id", "occasion"),
    )

    staff_id: Mapped[uuid.UUID]
    occasion: Mapped[str] = mapped_column(Text)
