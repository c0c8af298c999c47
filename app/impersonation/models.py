"""Each time that staff looked at the portal in a person's place."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from math import ceil
from typing import Self

from sqlalchemy import DateTime, Index, Select, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts import sessions
from app.accounts.models import SignInSession
from app.audit import record
from app.contacts.models import Contact
from app.staff.models import StaffMember
from app.staff.roles import Permission
from tenants import TenantScoped, db, now, refers_to

from . import verbs  # noqa: F401 - the sentences belong to the verbs

LASTS = timedelta(minutes=30)
"""How long staff may look (PRODUCT, "Contacts")."""


class NoPortal(ValueError):
    """The contact would not get into the portal either: no access, locked, or its customer is."""


class AlreadyBegun(ValueError):
    """The same form was sent before; `made` is what came of it."""

    def __init__(self, made: Impersonation) -> None:
        super().__init__("this form was sent before")
        self.made = made


class Impersonation(TenantScoped, db.Model):
    """Who of the staff looked as which contact, why, from when to when. The person sees it under „Zugriffe“.

    It counts in the very sign-in of the staff that began it: who signs out, is deactivated or loses the right sees
    nothing more, from the next request on.
    """

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
    staff_session_id: Mapped[uuid.UUID]
    reason: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    # queries

    @classmethod
    def of(cls, person_id: uuid.UUID) -> Select[tuple[Self]]:
        """Everybody who looked in the person's place, the latest first."""
        return select(cls).where(cls.person_id == person_id).order_by(cls.created_at.desc(), cls.id.desc())

    # verbs

    @classmethod
    def begin(cls, contact: Contact, staff: StaffMember, reason: str, *, id: uuid.UUID, session: SignInSession) -> Self:
        """Let `staff`, signed in by `session`, look as `contact` from now on; what it looked at before ends.

        Raises NoPortal, and AlreadyBegun for an id sent before.
        """
        if not may_be_entered(contact):
            raise NoPortal
        StaffMember.locked(staff.id)  # so that of two forms sent at once the second finds what the first has made
        if made := cls.find(id):
            raise AlreadyBegun(made)
        running = select(cls).where(cls.staff_session_id == session.id, cls.ended_at.is_(None))
        for other in db.session.scalars(running).all():
            other.end(staff)
        one = cls(
            id=id,
            person_id=contact.person_id,
            contact_id=contact.id,
            staff_id=staff.id,
            staff_name=staff.name,
            staff_session_id=session.id,
            reason=reason,
        )
        db.session.add(one)
        db.session.flush()
        record("contact.entered", contact, actor=staff, reason=reason)
        return one

    def end(self, staff: StaffMember) -> None:
        """Look no longer; the portal is shut at once."""
        if not self.over:
            self.ended_at = now()
            if contact := Contact.find(self.contact_id):
                record("contact.left", contact, actor=staff)
        sessions.end_impersonated(self.id)

    # questions

    @property
    def ends_at(self) -> datetime:
        """When it ended, or will."""
        return min(self.ended_at or self.created_at + LASTS, self.created_at + LASTS)

    @property
    def over(self) -> bool:
        return now() >= self.ends_at

    @property
    def minutes(self) -> int:
        """How long it lasted, in minutes; the one that has begun counts."""
        return max(1, ceil((self.ends_at - self.created_at).total_seconds() / 60))

    def counts_for(self, session: SignInSession | None) -> bool:
        """Whether it still lets anybody look: not over, and `session` of the staff is the one in which it began."""
        if self.over or session is None or (session.id, session.user_id) != (self.staff_session_id, self.staff_id):
            return False
        staff = StaffMember.find(self.staff_id)
        return staff is not None and staff.may(Permission.PORTAL_ENTER)


def may_be_entered(contact: Contact) -> bool:
    """Whether there is a portal to look at: access was given, and nothing is locked."""
    person = contact.person
    return bool(person.may_receive_link and not contact.customer.locked_at)
