"""How far somebody has read."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, db, refers_to


class ReadMark(TenantScoped, db.Model):
    """Up to when somebody has read the discussion of one task or project."""

    __tablename__ = "read_mark"
    __table_args__ = (
        refers_to("task", "task_id", ondelete="CASCADE"),
        refers_to("project", "project_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "reader_kind", "reader_id", "task_id"),
        UniqueConstraint("tenant_id", "reader_kind", "reader_id", "project_id"),
        CheckConstraint("num_nonnulls(task_id, project_id) = 1", name="subject"),
        CheckConstraint("reader_kind IN ('staff', 'person')", name="reader_kind"),
        Index(None, "tenant_id", "task_id"),
        Index(None, "tenant_id", "project_id"),
    )

    reader_kind: Mapped[str] = mapped_column(Text)
    reader_id: Mapped[uuid.UUID]
    task_id: Mapped[uuid.UUID | None]
    project_id: Mapped[uuid.UUID | None]
    read_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
