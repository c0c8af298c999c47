"""The log of consent: who agreed to the newsletter, when, to which words, and how that is proved."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, Date, DateTime, Index, Select, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.addresses import address_key
from tenants import TenantScoped, db, now

if TYPE_CHECKING:
    from app.contacts.persons import Person

SOURCES = ("address_page", "newsletter_link", "portal", "staff")
"""Where a line came about: on the page that confirms an address, behind the link of the newsletter's own mail, in the
portal, or at the desk of the agency."""


class Consent(TenantScoped, db.Model):
    """One line of the log. Lines are added, never changed: they are the proof (GDPR, article 7 (1))."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("action IN ('asked', 'given', 'withdrawn')", name="action"),
        Index(None, "tenant_id", "person_id", "created_at"),
    )

    person_id: Mapped[uuid.UUID]
    email: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    """Where it happened, as a word of the program."""
    wording: Mapped[str] = mapped_column(Text, default="")
    """The exact words that were agreed to."""
    version: Mapped[str] = mapped_column(Text, default="")
    asked_how: Mapped[str] = mapped_column(Text, default="")
    """How staff say that it was asked for, before a mail asks for confirmation."""
    asked_on: Mapped[date | None] = mapped_column(Date)
    staff_id: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    # queries

    @classmethod
    def of(cls, person: Person) -> Select[tuple[Self]]:
        """All lines about a person, the latest first."""
        return select(cls).where(cls.person_id == person.id).order_by(cls.created_at.desc(), cls.id.desc())

    # questions

    def agrees(self, email_key: str | None) -> bool:
        """Whether this line, the latest of its person, is consent given for the address with this key."""
        return self.action == "given" and address_key(self.email) == email_key
