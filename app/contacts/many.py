"""Contacts of many customers at once: read, or made as Contact.add() makes one, in a few statements."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Uuid, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload, lazyload

from app.accounts.addresses import address_key
from app.audit import record_each
from app.customers import search
from app.customers.models import KIND as CUSTOMER
from app.customers.models import Customer
from tenants import db, uuid7

from .arrival import welcome
from .models import KIND, Contact, Person


def contacts_of_each(customer_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Contact]]:
    """The contacts of these customers with their persons, the primary one first, by the customer's id. One query.

    A customer without contacts has an empty list.
    """
    # one value, not many: the statement stays the same, so driver and server know it already
    theirs = select(Contact).where(Contact.customer_id == any_(literal(list(customer_ids), ARRAY(Uuid))))
    theirs = theirs.order_by(Contact.primary.desc(), Contact.created_at, Contact.id)
    found = defaultdict(list)
    for contact in db.session.scalars(theirs.options(joinedload(Contact.person), lazyload(Contact.customer))):
        found[contact.customer_id].append(contact)
    return found


def add_first_contacts(many: Sequence[tuple[Customer, Mapping[str, Any], str]]) -> list[Contact]:
    """Make one contact, with a new person, at each of these customers, which have none yet.

    Each is given as the customer, the values of the person, and the position. The contacts get what the agency gives to
    new contacts, and no mail. Raises IntegrityError when an address is taken; then take everything back.
    """
    made = []
    for customer, values, position in many:
        email = values.get("email") or None
        key = address_key(email) if email else None
        person = Person(id=uuid7(), **(dict(values) | {"email": email, "email_key": key}))
        made.append(Contact(id=uuid7(), customer=customer, person=person, position=position, primary=True))
        made[-1].customer_id, made[-1].person_id = customer.id, person.id
    db.session.add_all([contact.person for contact in made])
    db.session.flush()
    db.session.add_all(made)
    db.session.flush()
    words = [(contact, contact.words) for contact in made]
    search.index_new((CUSTOMER, contact.customer, theirs, contact.id) for contact, theirs in words)
    search.index_new((KIND, contact, theirs, contact.id) for contact, theirs in words)
    told = ((contact, {"customer": contact.customer_id, "person": contact.person_id}) for contact in made)
    record_each("contact.added", told)
    if made:
        welcome(*made)
    return made
