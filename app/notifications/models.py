"""What somebody will be told, and what staff do not want to be told."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import CheckConstraint, DateTime, Index, Text, UniqueConstraint, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from app.staff.models import StaffMember
from tenants import TenantScoped, current_tenant_id, db, now, refers_to, uuid7


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

    @classmethod
    def write(
        cls, kind: str, readers: Sequence[uuid.UUID], occasion: str, thing: Any
    ) -> list[tuple[uuid.UUID, datetime]]:
        """A notice for each reader who has not the same one waiting; returns these readers, and when it is due.

        The first for a reader waits NOTICE_QUIET seconds for others, which are due with it.
        """
        if not readers:
            return []
        written_at = now()
        latest = written_at + timedelta(seconds=current_app.config["NOTICE_QUIET"])
        waiting = select(cls.reader_id, func.min(cls.due_at)).where(cls.reader_kind == kind, cls.reader_id.in_(readers))
        due = dict(db.session.execute(waiting.group_by(cls.reader_id)).all())
        rows = [
            {
                "id": uuid7(), "tenant_id": current_tenant_id(), "reader_kind": kind, "reader_id": id,
                "occasion": occasion, "thing_kind": thing.__tablename__, "thing_id": thing.id,
                "created_at": written_at, "due_at": min(due.get(id, latest), latest),
            }
            for id in readers
        ]  # fmt: skip
        added = insert(cls).values(rows).on_conflict_do_nothing().returning(cls.reader_id, cls.due_at)
        return [(id, due_at) for id, due_at in db.session.execute(added)]

    @classmethod
    def hold(cls, kind: str, reader_id: str) -> list[Notice]:
        """All that waits for one reader, oldest first, held until the transaction ends.

        A second job for the same reader waits here, and then finds nothing.
        """
        query = select(cls).where(cls.reader_kind == kind, cls.reader_id == uuid.UUID(reader_id))
        return list(db.session.scalars(query.order_by(cls.created_at, cls.id).with_for_update()))


class StaffSilence(TenantScoped, db.Model):
    """An occasion about which somebody of the staff does not want to get mail."""

    __tablename__ = "staff_silence"
    __table_args__ = (
        refers_to("staff_member", "staff_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "staff_id", "occasion"),
    )

    staff_id: Mapped[uuid.UUID]
    occasion: Mapped[str] = mapped_column(Text)

    @classmethod
    def about(cls, occasion: str) -> set[uuid.UUID]:
        """The ids of those who do not want to hear of this occasion."""
        return set(db.session.scalars(select(cls.staff_id).where(cls.occasion == occasion)))

    @classmethod
    def keys(cls, member: StaffMember) -> set[str]:
        """The occasions about which somebody wants no mail."""
        return set(db.session.scalars(select(cls.occasion).where(cls.staff_id == member.id)))

    @classmethod
    def set(cls, member: StaffMember, occasions: Iterable[str]) -> None:
        """Send no mail about exactly these. Their row is held: who does the same at once waits."""
        StaffMember.locked(member.id)
        wanted, present = {*occasions}, cls.keys(member)
        db.session.execute(delete(cls).where(cls.staff_id == member.id, cls.occasion.in_(present - wanted)))
        db.session.add_all(cls(staff_id=member.id, occasion=key) for key in sorted(wanted - present))
        db.session.flush()
