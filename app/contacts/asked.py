"""Whom a primary contact asks to be made a contact of its firm, in the portal.

The page only notes what was typed; the worker makes the contact (app/access/admitting.py). So the answer, the queries
and the time are the same for an address that somebody of the agency has and for one that nobody has. An address that is
taken is neither told nor linked: then the staff decide whether it is the same human being.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from sqlalchemy import DateTime, Index, Select, Text, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, selectinload

from app.accounts.addresses import address_key
from app.audit import record, register_verbs
from app.customers.models import Customer
from tenants import TenantScoped, current_tenant, db, now, refers_to, to_one

from .models import Contact, Person

register_verbs(
    {
        "customer.contact_asked": _l("{actor} möchte {contact} bei {object} als Ansprechpartner hinzufügen."),
        "customer.contact_withdrawn": _l("{actor} möchte {contact} bei {object} nicht mehr hinzufügen."),
        "customer.contact_declined": _l("{actor} hat abgelehnt, {contact} bei {object} hinzuzufügen."),
    }
)


class ContactRequest(TenantScoped, db.Model):
    """One such wish, until it is done, taken back or declined. The contact that comes of it takes over its id."""

    __tablename__ = "contact_request"
    __table_args__ = (
        refers_to("customer", "customer_id", ondelete="CASCADE"),
        refers_to("contact", "asker_id", ondelete="CASCADE"),
        Index(None, "tenant_id", "customer_id", "created_at"),
        Index(None, "tenant_id", "asker_id"),
    )

    customer_id: Mapped[uuid.UUID]
    asker_id: Mapped[uuid.UUID]
    first_name: Mapped[str] = mapped_column(Text, default="")
    last_name: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text)
    waits_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when it waits for the staff; None while the worker has not looked at it."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    customer: Mapped[Customer] = to_one("ContactRequest", "Customer", "customer_id")
    asker: Mapped[Contact] = to_one("ContactRequest", "Contact", "asker_id")

    # queries

    @classmethod
    def of(cls, customer: Customer) -> Select[tuple[Self]]:
        """All of a customer, as they came."""
        return select(cls).where(cls.customer_id == customer.id).order_by(cls.created_at, cls.id)

    @classmethod
    def waiting(cls, customer: Customer) -> list[tuple[Self, Person | None]]:
        """Those that the staff have to decide, each with the person who has the address; in at most three queries."""
        found = db.session.scalars(cls.of(customer).where(cls.waits_at.is_not(None)).options(_WITH_ASKER)).all()
        keys = {address_key(request.email) for request in found}
        query = select(Person).where(Person.email_key.in_(keys)).options(selectinload(Person.contacts))
        owners = {person.email_key: person for person in db.session.scalars(query)} if keys else {}
        return [(request, owners.get(address_key(request.email))) for request in found]

    @classmethod
    def find_locked(cls, id: Any) -> Self | None:
        """The row as it is now, and nobody else decides it before this transaction ends."""
        query = select(cls).where(cls.id == id).with_for_update().execution_options(populate_existing=True)
        return db.session.scalar(query)

    # verbs

    @classmethod
    def ask(cls, asker: Contact, id: uuid.UUID, **values: str) -> Self | None:
        """Note the wish of a primary contact; None when the same form was sent before.

        The customer is held: the same form sent at once waits, and so does the worker.
        """
        held = select(Customer.id).where(Customer.id == asker.customer_id)
        db.session.execute(held.with_for_update(key_share=True))
        if db.session.scalar(select(Contact.id).where(Contact.id == id)) or cls.find(id):
            return None
        one = cls(id=id, customer_id=asker.customer_id, asker_id=asker.id, **values)
        db.session.add(one)
        db.session.flush()
        record("customer.contact_asked", asker.customer, contact=one.name)
        return one

    def withdraw(self) -> None:
        """The primary contact thought better of it."""
        self._end("customer.contact_withdrawn")

    def decline(self) -> None:
        """The staff say no."""
        self._end("customer.contact_declined")

    # questions

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def owner(self) -> Person | None:
        """Who has the address already; for staff pages alone."""
        return Person.find_by_email(self.email)

    # private

    def _end(self, verb: str) -> None:
        record(verb, self.customer, contact=self.name)
        db.session.delete(self)
        db.session.flush()


_WITH_ASKER = joinedload(ContactRequest.asker).joinedload(Contact.person)


def manages_contacts(contact: Contact | None) -> bool:
    """Whether this contact adds and removes the others of its firm: the primary one, where the agency allows it."""
    allowed = contact is not None and current_tenant().customers_manage_contacts
    return bool(allowed and contact.primary and not contact.customer.locked_at)
