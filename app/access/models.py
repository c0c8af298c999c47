"""What one contact was given: sections, and the occasions on which it gets mail."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Self

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, DateTime, Select, Text, UniqueConstraint, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from app.audit import record, record_each, register_verbs
from app.contacts.arrival import after_adding
from app.contacts.models import Contact
from tenants import TenantScoped, current_tenant_id, db, insert_many, now, refers_to, uuid7

from .registry import sections

register_verbs(
    {
        "contact.permissions_changed": _l("{actor} hat die Berechtigungen von {object} geändert."),
        "contact.notifications_changed": _l("{actor} hat die E-Mail-Benachrichtigungen von {object} geändert."),
    }
)


class _Given:
    """What both tables have: a contact, and the keys it was given."""

    column: str
    verb: str

    @classmethod
    def of(cls, contact: Contact) -> Select[tuple[Self]]:
        return select(cls).where(cls.contact_id == contact.id)  # type: ignore[attr-defined]

    @classmethod
    def keys(cls, contact: Contact) -> set[str]:
        """The keys this contact was given, whether or not anything comes of them."""
        return {getattr(row, cls.column) for row in db.session.scalars(cls.of(contact))}

    @classmethod
    def keys_of(cls, contacts: Iterable[Contact]) -> dict[uuid.UUID, set[str]]:
        """The same for several contacts, by their ids, in one query."""
        found: dict[uuid.UUID, set[str]] = {contact.id: set() for contact in contacts}
        for row in db.session.scalars(select(cls).where(cls.contact_id.in_(found))):  # type: ignore[attr-defined]
            found[row.contact_id].add(getattr(row, cls.column))
        return found

    @classmethod
    def set(cls, contact: Contact, keys: Iterable[str]) -> None:
        """Give the contact exactly these. The contact's row is held: who does the same at once waits."""
        db.session.flush()
        db.session.execute(select(Contact.id).where(Contact.id == contact.id).with_for_update(key_share=True))
        wanted = set(keys)
        present = {getattr(row, cls.column): row for row in db.session.scalars(cls.of(contact))}
        for key in present.keys() - wanted:
            db.session.delete(present[key])
        for key in sorted(wanted - present.keys()):
            db.session.add(cls(contact_id=contact.id, **{cls.column: key}))  # type: ignore[call-arg]
        db.session.flush()
        if wanted != present.keys():
            record(cls.verb, contact, keys=sorted(wanted))

    @classmethod
    def give(cls, contacts: Sequence[Contact], keys: Iterable[str]) -> None:
        """Give contacts that have nothing yet these keys, in one statement."""
        if wanted := sorted(keys):
            row = {"created_at": now()}
            rows = [row | {"contact_id": contact.id, cls.column: key} for contact in contacts for key in wanted]
            insert_many(cls, rows)
            record_each(cls.verb, ((contact, {"keys": wanted}) for contact in contacts))


class ContactPermission(_Given, TenantScoped, db.Model):
    """A permission („Berechtigung“): a section, by its key, opened to one contact."""

    __tablename__ = "contact_permission"
    __table_args__ = (
        refers_to("contact", "contact_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "contact_id", "section"),
    )
    column, verb = "section", "contact.permissions_changed"

    contact_id: Mapped[uuid.UUID]
    section: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class ContactNotification(_Given, TenantScoped, db.Model):
    """A notification („E-Mail-Benachrichtigung“): an occasion, by its key, on which one contact gets mail."""

    __tablename__ = "contact_notification"
    __table_args__ = (
        refers_to("contact", "contact_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "contact_id", "occasion"),
    )
    column, verb = "occasion", "contact.notifications_changed"

    contact_id: Mapped[uuid.UUID]
    occasion: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class ContactDefault(TenantScoped, db.Model):
    """A permission or notification, by its key, that is ticked for new contacts (PRODUCT, "Contacts")."""

    __tablename__ = "contact_default"
    __table_args__ = (
        CheckConstraint("kind IN ('permission', 'notification')", name="kind"),
        UniqueConstraint("tenant_id", "kind", "key"),
    )

    kind: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)

    @classmethod
    def keys(cls, kind: str) -> set[str]:
        """What is ticked for new contacts: the keys of sections ("permission") or of occasions ("notification")."""
        return set(db.session.scalars(select(cls.key).where(cls.kind == kind)))

    @classmethod
    def set(cls, kind: str, keys: Iterable[str]) -> None:
        """Tick exactly these for contacts that are made from now on."""
        wanted, present = {*keys}, cls.keys(kind)
        db.session.execute(delete(cls).where(cls.kind == kind, cls.key.in_(present - wanted)))
        rows = [
            {"id": uuid7(), "tenant_id": current_tenant_id(), "kind": kind, "key": key}
            for key in sorted(wanted - present)
        ]
        if rows:
            db.session.execute(insert(cls).values(rows).on_conflict_do_nothing())

    @classmethod
    def seed(cls) -> None:
        """What a new agency starts with: every permission and every notification there is."""
        cls.set("permission", [section.key for section in sections.with_permission()])
        cls.set("notification", [occasion.key for section in sections for occasion in section.occasions])

    @classmethod
    def give(cls, contacts: Sequence[Contact]) -> None:
        """Give new contacts what is ticked."""
        ContactPermission.give(contacts, cls.keys("permission"))
        ContactNotification.give(contacts, cls.keys("notification"))


after_adding(ContactDefault.give)
