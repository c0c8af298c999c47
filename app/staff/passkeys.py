"""Passkeys of the staff (WebAuthn)."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, db, now, refers_to


class Passkey(TenantScoped, db.Model):
    """A key on a device of a member of the staff, of which we hold the public half."""

    __tablename__ = "passkey"
    __table_args__ = (
        refers_to("staff_member", "staff_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "credential_id"),
        Index(None, "tenant_id", "staff_id"),
    )

    staff_id: Mapped[uuid.UUID]
    credential_id: Mapped[str] = mapped_column(Text)
    """base64url, as the browser names it."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    label: Mapped[str] = mapped_column(Text)
    last_used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
