"""Visits: when a contact was last here, so that the start page can say what is new since."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import DateTime, UniqueConstraint, case, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.contacts.models import Contact
from tenants import TenantScoped, current_tenant_id, db, now, own_transaction, refers_to, uuid7

SEEN_EVERY = timedelta(minutes=5)
"""How exactly `seen_at` is kept."""


class Visit(TenantScoped, db.Model):
    """The present visit of a contact, and when the one before it ended.

    A visit is a sign-in: it begins with the first look at the start page in a session, so that what is new stays new
    for as long as somebody is signed in, however often the page is loaded again.
    """

    __tablename__ = "visit"
    __table_args__ = (
        refers_to("contact", "contact_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "contact_id"),
    )

    contact_id: Mapped[uuid.UUID]
    session_id: Mapped[uuid.UUID]
    """The sign-in that the visit is a part of; it may have ended since."""
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    previous_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the contact was here before this visit; None at the first."""

    @classmethod
    def of(cls, contact: Contact) -> Self | None:
        return db.session.scalar(select(cls).where(cls.contact_id == contact.id))

    def before(self, session_id: uuid.UUID) -> datetime | None:
        """When the contact was here before the visit that this session is; None at the first."""
        return self.previous_at if self.session_id == session_id else self.seen_at

    def fresh(self, session_id: uuid.UUID) -> bool:
        """Whether it says already that the contact is here in this session."""
        return self.session_id == session_id and self.seen_at > now() - SEEN_EVERY

    @classmethod
    def note(cls, contact: Contact, session_id: uuid.UUID) -> None:
        """Keep that the contact is here, in a transaction of its own: a receipt, written while a page is looked at.

        Two pages that are opened at the same moment are one visit. A contact who has just been removed has none.
        """
        moment = now()
        row = {"tenant_id": current_tenant_id(), "id": uuid7(), "contact_id": contact.id, "session_id": session_id}
        statement = insert(cls).values(**row, seen_at=moment)
        begins = cls.session_id != session_id
        statement = statement.on_conflict_do_update(
            index_elements=["tenant_id", "contact_id"],
            set_={
                "previous_at": case((begins, cls.seen_at), else_=cls.previous_at),
                "session_id": session_id,
                "seen_at": moment,
            },
            where=or_(begins, cls.seen_at <= moment - SEEN_EVERY),
        )
        with suppress(IntegrityError), own_transaction() as own:
            own.execute(statement)
