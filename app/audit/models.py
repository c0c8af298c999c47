"""One line of the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, Select, Text, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, db, now


class AuditEntry(TenantScoped, db.Model):
    """What somebody did to something. The web role may add and read such rows, neither change nor delete them.

    Names are kept as they were, and no foreign key points at actor or object: the line outlives both.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_tenant_id_at", "tenant_id", "at"),
        Index("ix_audit_entry_tenant_id_object_kind_object_id_at", "tenant_id", "object_kind", "object_id", "at"),
        Index(None, "tenant_id", "customer_id", "at", "id"),
        CheckConstraint("actor_kind IN ('staff', 'person', 'visitor', 'system')", name="actor_kind"),
    )

    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    actor_kind: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    actor_name: Mapped[str] = mapped_column(Text)
    verb: Mapped[str] = mapped_column(Text)
    object_kind: Mapped[str | None] = mapped_column(Text)
    object_id: Mapped[UUID | None] = mapped_column(Uuid)
    object_name: Mapped[str] = mapped_column(Text)
    customer_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The customer whose history the line belongs to; a person's lines belong to those where it is contact."""
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    network: Mapped[str | None] = mapped_column(Text)

    @classmethod
    def about(cls, thing: Any) -> Select[tuple[AuditEntry]]:
        """What happened to `thing`, the latest first."""
        wanted = select(cls).where(cls.object_kind == thing.__tablename__, cls.object_id == thing.id)
        return wanted.order_by(cls.at.desc(), cls.id.desc())

    @classmethod
    def latest(cls) -> Select[tuple[AuditEntry]]:
        """The whole log of the agency, the latest first."""
        return select(cls).order_by(cls.at.desc(), cls.id.desc())
