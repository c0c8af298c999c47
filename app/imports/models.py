"""An import of customers and the fate of its rows."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Select,
    Text,
    UniqueConstraint,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from app.staff.models import StaffMember
from tenants import TenantScoped, db, now, refers_to, to_one

from .shape import Reading
from .verbs import ImportVerbs

FATES = ("new", "changed", "same", "skipped", "faulty")


class CustomerImport(ImportVerbs, TenantScoped, db.Model):
    """One file of customers on its way into the agency. It can be left and come back to in every state.

    mapping (columns are assigned) → checking (the dry run) → checked → running → done, or stopped, which can go on.
    """

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
    encoding: Mapped[str] = mapped_column(Text)
    separator: Mapped[str] = mapped_column(Text)
    heading: Mapped[bool] = mapped_column(Boolean)
    """Whether the first row names the columns."""
    columns: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    """Of each column its name and some values: `{"name", "samples"}`."""
    mapping: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    """The field that a column fills, by the number of the column from 0 (JSON has only texts for keys)."""
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """`mode` for customers that are there, `groups` for new ones, `left_out`: contacts that are not to be invited."""
    state: Mapped[str] = mapped_column(Text, default="mapping")
    total: Mapped[int] = mapped_column(Integer)
    """Rows with data."""
    done: Mapped[int] = mapped_column(Integer, default=0)
    """So many of them are checked, or written; a worker goes on behind them."""
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    """How many rows met each fate, kept once the rows themselves are forgotten."""
    run: Mapped[int] = mapped_column(Integer, default=0)
    """Counts the times that work was begun: a job of an earlier time ends by itself."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    staff: Mapped[StaffMember] = to_one("CustomerImport", "StaffMember", "staff_id")

    @classmethod
    def latest(cls) -> Select[tuple[CustomerImport]]:
        """All imports with who began them, the newest first."""
        return select(cls).options(joinedload(cls.staff)).order_by(cls.created_at.desc(), cls.id.desc())

    @classmethod
    def held(cls, id: uuid.UUID | str) -> CustomerImport | None:
        """The row as it is now, and nobody else changes it before this transaction ends; None when it is gone."""
        query = select(cls).where(cls.id == id).with_for_update(key_share=True)
        return db.session.scalar(query.execution_options(populate_existing=True))

    def forget_rows(self) -> None:
        """Forget the fates of its rows, and what they said."""
        db.session.flush()
        theirs = delete(CustomerImportRow).where(CustomerImportRow.import_id == self.id)
        db.session.execute(theirs, execution_options={"synchronize_session": False})

    @property
    def name(self) -> str:
        return self.file_name

    @property
    def reading(self) -> Reading:
        return Reading(self.encoding, self.separator, self.heading)

    @property
    def fates(self) -> dict[str, int]:
        """How many rows met each fate so far."""
        if self.counts:
            return {fate: self.counts.get(fate, 0) for fate in FATES}
        query = select(CustomerImportRow.fate, func.count()).where(CustomerImportRow.import_id == self.id)
        found = dict(db.session.execute(query.group_by(CustomerImportRow.fate)).all())
        return {fate: found.get(fate, 0) for fate in FATES}

    @property
    def forgotten(self) -> bool:
        """Whether file and rows are gone, so that nothing can be done with it any more."""
        query = select(CustomerImport.content.is_(None)).where(CustomerImport.id == self.id)
        return bool(db.session.scalar(query))


class CustomerImportRow(TenantScoped, db.Model):
    """What becomes of one row of the file."""

    __tablename__ = "customer_import_row"
    __table_args__ = (
        refers_to("customer_import", "import_id", ondelete="CASCADE"),
        CheckConstraint("fate IN ('new', 'changed', 'same', 'skipped', 'faulty')", name="fate"),
        UniqueConstraint("tenant_id", "import_id", "number"),
        Index(None, "tenant_id", "import_id", "fate", "number"),
    )

    import_id: Mapped[uuid.UUID]
    number: Mapped[int] = mapped_column(Integer)
    """As the spreadsheet counts its rows."""
    fate: Mapped[str] = mapped_column(Text)
    said: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Sentences: what is wrong, or what is noteworthy; of a changed customer, the fields."""
    label: Mapped[str] = mapped_column(Text, default="")
    """Whom the row speaks of."""
    customer_id: Mapped[uuid.UUID | None]
    written_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the import, not only the dry run, was through with it."""

    @classmethod
    def of(cls, imported: CustomerImport, fate: str = "") -> Select[tuple[CustomerImportRow]]:
        """The rows of an import in the order of the file, all or those of one fate."""
        query = select(cls).where(cls.import_id == imported.id).order_by(cls.number)
        return query.where(cls.fate == fate) if fate else query
