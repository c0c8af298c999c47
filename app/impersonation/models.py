"""Each time that staff looked at the portal in a person's place."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import DateTime, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, db, now, refers_to


class Impersonation(TenantScoped, db.Model):
    """Who of the staff looked as which contact, why, from when to when. The person sees it under „Zugriffe“."""

    __tablename__ = "impersonation"
    __table_args__ = (
        refers_to("person", "person_id", ondelete="CASCADE"),
        refers_to("staff_member", "staff_id"),
        Index(None, "tenant_id", "person_id", "created_at"),
    )

    person_id: Mapped[uuid.UUID]
    contact_id: Mapped[uuid.UUID]
    staff_id: Mapped[uuid.UUID]
    staff_name: Mapped[str] = mapped_column(Text)
    """As it was called then."""
    reason: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
