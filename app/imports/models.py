"""An import of customers and the fate of its rows."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, db, now, refers_to


class CustomerImport(TenantScoped, db.Model):
    """One file of customers on its way into the agency. It can be left and come back to in every state."""

    __tablename__ = "customer_import"
    __table_args__ = (
        refers_to("staff_member", "staff_id"),
        CheckConstraint(
            "state IN ('mapping', 'checking', 'checked', 'running', 'done', 'stopped', 'failed')", name="state"
        ),
    )

    staff_id: Mapped[uuid.UUID]
    file_name: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The file as it was sent; forgotten some time after the import is done."""
    encoding: Mapped[str] = mapped_column(Text, default="")
    separator: Mapped[str] = mapped_column(Text, default="")
    header: Mapped[list[str]] = mapped_column(JSONB, default=list)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    state: Mapped[str] = mapped_column(Text, default="mapping")
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CustomerImportRow(TenantScoped, db.Model):
    """What becomes of one row of the file."""

    __tablename__ = "customer_import_row"
    __table_args__ = (
        refers_to("customer_import", "import_id", ondelete="CASCADE"),
        CheckConstraint("fate IN ('new', 'changed', 'same', 'skipped', 'faulty')", name="fate"),
        UniqueConstraint("tenant_id", "import_id", "number"),
    )

    import_id: Mapped[uuid.UUID]
    number: Mapped[int] = mapped_column(Integer)
    fate: Mapped[str] = mapped_column(Text)
    said: Mapped[list[str]] = mapped_column(JSONB, default=list)
    label: Mapped[str] = mapped_column(Text, default="")
    customer_id: Mapped[uuid.UUID | None]
    written_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
