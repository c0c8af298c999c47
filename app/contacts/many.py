"""The first contacts of many new customers at once, in a few statements: as Contact.add() makes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.accounts.addresses import address_key
from app.audit import record_each
from app.customers import search
from app.customers.models import KIND as CUSTOMER
from app.customers.models import Customer
from tenants import db, uuid7

from .arrival import welcome
from .models import KIND, Contact, Person


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
