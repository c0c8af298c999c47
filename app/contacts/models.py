"""The contact: a person at one customer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    DateTime,
    Index,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    any_,
    delete,
    literal,
    select,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, aliased, joinedload, lazyload, mapped_column
from werkzeug.exceptions import NotFound

from app.accounts import sessions
from app.audit import record
from app.availability.log import record_changes
from app.customers import search
from app.customers.locking import when_locked
from app.customers.models import KIND as CUSTOMER
from app.customers.models import Customer
from app.customers.removal import goes_with_customer
from app.customers.sorting import sort_key
from tenants import TenantScoped, db, now, refers_to, to_one

from . import log  # noqa: F401 - the sentences belong to the verbs
from .arrival import welcome
from .persons import Person
from .removal import hand_over

__all__ = ["AlreadyContact", "Contact", "Person"]

KIND = "contact"
"""Under which contacts stand in the word table."""


class AlreadyContact(ValueError):
    """The person is a contact at this customer already."""


class Contact(TenantScoped, db.Model):
    """Somebody whom the agency talks to at a customer. Exactly one contact of a customer is its primary one.

    Verbs that move the primary contact first lock the customer's row, so they follow one another; the partial unique
    index refuses a second one whatever happens.
    """

    __tablename__ = "contact"
    __table_args__ = (
        refers_to("customer", "customer_id"),
        refers_to("person", "person_id"),
        UniqueConstraint("tenant_id", "customer_id", "person_id"),
        Index("ix_contact_tenant_id_person_id", "tenant_id", "person_id"),
        CheckConstraint("hours ~ '^([0-9a-f]{42})?$'", name="hours"),
        Index("ix_contact_tenant_id_phone", "tenant_id", "phone"),
        Index("ix_contact_tenant_id_mobile", "tenant_id", "mobile"),
        Index("uq_contact_primary", "tenant_id", "customer_id", unique=True, postgresql_where=sql('"primary"')),
        Index("ix_contact_primary", "tenant_id", "person_id", "customer_id", postgresql_where=sql('"primary"')),
    )

    customer_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID]
    position: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    mobile: Mapped[str] = mapped_column(Text, default="")
    hours: Mapped[str] = mapped_column(Text(collation="C"), default="")
    """When it can be reached, as `Customer.hours` has it; "" when the customer's hours hold."""
    primary: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    customer: Mapped[Customer] = to_one("Contact", "Customer", "customer_id", lazy="joined", innerjoin=True)
    person: Mapped[Person] = to_one("Contact", "Person", "person_id", back_populates="contacts")

    # queries

    @classmethod
    def of(cls, customer: Customer) -> Select[tuple[Self]]:
        """All contacts of a customer, the primary one first, then as they came."""
        return select(cls).where(cls.customer_id == customer.id).order_by(cls.primary.desc(), cls.created_at, cls.id)

    @classmethod
    def primary_of(cls, customer: Customer) -> Self | None:
        """The one who is preselected wherever the firm is chosen; None only for a customer without contacts."""
        return db.session.scalar(select(cls).where(cls.customer_id == customer.id, cls.primary))

    @classmethod
    def with_persons(cls, customer: Customer) -> list[Self]:
        """The contacts of a customer as `of()` has them, each with its person, in one query."""
        return list(db.session.scalars(cls.of(customer).options(*_ONLY_PERSON)))

    @classmethod
    def primaries(cls, customers: Iterable[Customer]) -> dict[uuid.UUID, Self]:
        """The primary contacts of these customers with their persons, by the customer's id, in one query."""
        # one array, not fifty values: the statement stays the same and short, so driver and server know it already
        ids = literal([customer.id for customer in customers], ARRAY(Uuid))
        wanted = select(cls).where(cls.customer_id == any_(ids), cls.primary)
        return {contact.customer_id: contact for contact in db.session.scalars(wanted.options(*_ONLY_PERSON))}

    # verbs

    @classmethod
    def add(
        cls, customer: Customer, person: Person, *, primary: bool = False, defaults: bool = True, **fields: Any
    ) -> Self:
        """Make `person` a contact at `customer`; the first is primary by itself. Raises AlreadyContact.

        It is given what the agency gives to new contacts, unless `defaults` says that the caller does that.
        """
        db.session.flush()
        _lock(customer.id)
        known = db.session.scalars(cls.of(customer)).all()
        if any(contact.person_id == person.id for contact in known):
            raise AlreadyContact
        contact = cls(customer_id=customer.id, person_id=person.id, customer=customer, person=person, **fields)
        contact.primary = not known
        db.session.add(contact)
        db.session.flush()
        contact.index()
        record("contact.added", contact, customer=customer.id, person=person.id)
        if defaults:
            welcome(contact)
        if primary:
            contact.make_primary()
        return contact

    def update(self, **values: str) -> None:
        """Change position, phone numbers and hours; the log says which fields, not what stood there."""
        if changed := [name for name, value in values.items() if getattr(self, name) != value]:
            for name in changed:
                setattr(self, name, values[name])
            db.session.flush()
            record_changes(self, changed)
            self.index()

    def make_primary(self) -> None:
        """Move the mark „Haupt-Ansprechpartner“ here from whoever has it."""
        self._hold()
        if self.primary:
            return
        former = db.session.scalar(_primary(self.customer_id))
        if former:
            former.primary = False
            db.session.flush()
        self.primary = True
        db.session.flush()
        record("contact.made_primary", self, former=former and former.id)

    def remove(self) -> None:
        """Delete the contact; the mark passes to the next one, and a person who is contact nowhere else goes too."""
        self._hold()
        person, heir = self.person, self.heir
        record("customer.contact_removed", self.customer, contact=self.name, heir=heir and heir.id)
        search.forget(self.customer_id, self.id)
        search.forget(self.id)
        hand_over(self, heir)
        db.session.delete(self)
        db.session.flush()
        if heir:
            heir.primary = True
        db.session.expire(person, ["contacts"])
        if not person.contacts:
            person.revoke()
            db.session.delete(person)
        db.session.flush()

    def index(self) -> None:
        """Let the contact, and its customer with it, be found by what is known of it."""
        search.index(CUSTOMER, self.customer, self.words, self.id)
        search.index(KIND, self, self.words)

    # questions

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def words(self) -> set[str]:
        """What it, and its customer with it, is found by."""
        words = search.text_words(self.person.first_name, self.person.last_name, self.position)
        return words | search.email_words(self.person.email) | search.phone_words(self.phone, self.mobile)

    @property
    def sort_key(self) -> str:
        """What contacts are ordered by: the last name, then the first; the address of who has none."""
        return sort_key(f"{self.person.last_name} {self.person.first_name}".strip() or self.person.email or "")

    @property
    def heir(self) -> Contact | None:
        """Who becomes the primary contact when this one goes; None when that is not its part, or nobody is left."""
        if not self.primary:
            return None
        others = select(Contact).where(Contact.customer_id == self.customer_id, Contact.id != self.id)
        return db.session.scalar(others.order_by(Contact.created_at, Contact.id).limit(1))

    # private

    def _hold(self) -> None:
        """Hold the customer's row and read this one anew; 404 when somebody has just removed the contact."""
        _lock(self.customer_id)
        still_there = select(Contact).where(Contact.id == self.id).execution_options(populate_existing=True)
        if db.session.scalar(still_there) is None:
            raise NotFound


_ONLY_PERSON = (joinedload(Contact.person), lazyload(Contact.customer))
"""For contacts of customers that are loaded already."""


def _lock(customer_id: uuid.UUID) -> None:
    db.session.execute(select(Customer.id).where(Customer.id == customer_id).with_for_update())


def _primary(customer_id: uuid.UUID) -> Select[tuple[Contact]]:
    query = select(Contact).where(Contact.customer_id == customer_id, Contact.primary)
    return query.execution_options(populate_existing=True)


def open_elsewhere(customer: Customer) -> ColumnElement[bool]:
    """That the person of a Contact in the query is a contact of another customer too, one that is not locked."""
    other = aliased(Contact)
    elsewhere = select(other.id).join(Customer, Customer.id == other.customer_id)
    return elsewhere.where(
        other.person_id == Contact.person_id, other.customer_id != customer.id, Customer.locked_at.is_(None)
    ).exists()


@when_locked
def _sign_out(customer: Customer) -> None:
    """End the sessions of those who are contact at this customer and, beside it, at locked ones alone."""
    alone = select(Contact.person_id).where(Contact.customer_id == customer.id, ~open_elsewhere(customer))
    sessions.end_each("person", alone)


@goes_with_customer
def _leave(customer: Customer) -> None:
    """Delete its contacts, however many, and those of their persons who are contact nowhere else.

    Nothing is handed over: what hung on a contact hung on the customer, which is deleted only when it has nothing.
    The persons are held, so that of two customers deleted at once the later one finds who is left alone.
    """
    theirs = select(Contact.id).where(Contact.customer_id == customer.id)
    persons = select(Contact.person_id).where(Contact.customer_id == customer.id)
    held = db.session.scalars(
        select(Person.id).where(Person.id.in_(persons)).order_by(Person.id).with_for_update()
    ).all()
    search.forget_each(theirs)
    _delete(Contact, Contact.customer_id == customer.id)
    gone = select(Person.id).where(
        Person.id.in_(held), ~select(Contact.id).where(Contact.person_id == Person.id).exists()
    )
    sessions.end_each("person", gone)
    _delete(Person, Person.id.in_(gone))


def _delete(kind: type[Contact | Person], condition: ColumnElement[bool]) -> None:
    db.session.execute(delete(kind).where(condition), execution_options={"synchronize_session": False})
