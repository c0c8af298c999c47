"""The contacts of one customer, of whom there may be a thousand: found, counted, and what locking or deleting it does.

No query reads more of them than it shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, lazyload

from app.customers import search
from app.customers.models import Customer
from tenants import db

from .models import Contact, Person, open_elsewhere


@dataclass(frozen=True, slots=True)
class Reach:
    """How many contacts there are, how many of them have access, and how many of those by this customer alone."""

    contacts: int
    with_access: int
    by_this_alone: int

    @property
    def staying(self) -> int:
        """How many get into the portal as contacts of other customers too."""
        return self.with_access - self.by_this_alone


def matching(customer: Customer, words: str = "") -> Select[tuple[Contact]]:
    """The contacts of a customer in their order, each with its person; with `words`, those who are found by them."""
    query = Contact.of(customer).options(joinedload(Contact.person), lazyload(Contact.customer))
    return query.where(search.met_within(customer.id, words, Contact.id)) if words else query


def number_at(customer: Customer) -> int:
    """How many contacts the customer has."""
    return db.session.scalar(select(func.count()).select_from(Contact).where(Contact.customer_id == customer.id)) or 0


def reach_of(customer: Customer) -> Reach:
    """Who would be kept out, were the customer locked now."""
    given = or_(Person.invited_at.is_not(None), Person.password_hash.is_not(None))
    return Reach(*_counted(customer, given, and_(given, ~open_elsewhere(customer))))


def left_alone(customer: Customer) -> tuple[int, int]:
    """How many contacts go with the customer, and how many of their persons, who are contact nowhere else."""
    other = aliased(Contact)
    elsewhere = select(other.id).where(other.person_id == Contact.person_id, other.customer_id != customer.id).exists()
    contacts, persons = _counted(customer, ~elsewhere)
    return contacts, persons


def _counted(customer: Customer, *conditions: ColumnElement[bool]) -> tuple[int, ...]:
    columns = [func.count(), *(func.count().filter(condition) for condition in conditions)]
    theirs = select(*columns).select_from(Contact).join(Person, Person.id == Contact.person_id)
    return tuple(db.session.execute(theirs.where(Contact.customer_id == customer.id)).one())
