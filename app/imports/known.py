"""The customers that the rows of one batch may mean, looked up together."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.contacts.many import contacts_of_each
from app.contacts.models import Contact, Person
from app.customers.models import Customer
from app.groups.models import GroupMembership
from tenants import db

from .identity import Identity, Seen

Ids = dict[str, set[uuid.UUID]]


class Known:
    """What the agency has already, as far as some rows ask for it. A handful of queries, however many rows."""

    def __init__(self, identities: Sequence[Identity]) -> None:
        self.owners = _owners({one.email for one in identities} - {""})
        """Who has an e-mail address: person and contact, by the key of the address."""
        self._by = (
            _by_column(Customer.number, {one.number for one in identities}),
            _joined(
                _by_column(Customer.email_key, {one.email for one in identities}),
                {key: {contact.customer_id for contact in owners} for key, owners in self.owners.items()},
            ),
            _by_column(Customer.twin_key, {one.twin for one in identities}),
        )
        ids = {id for found in self._by for some in found.values() for id in some}
        self.customers = {one.id: one for one in db.session.scalars(select(Customer).where(Customer.id.in_(ids)))}
        self.contacts = contacts_of_each(ids)
        self.groups = _groups(ids)

    def candidates(self, identity: Identity, seen: Seen) -> list[set[uuid.UUID]]:
        """Whom the row may mean: by number, by e-mail, by name and postcode."""
        keys = (identity.number, identity.email, identity.twin)
        number, email, twin = (found.get(key, set()) for found, key in zip(self._by, keys, strict=True))
        email, twin = (
            {id for id in found if not seen.means_another(self.customers[id].number, identity)}
            for found in (email, twin)
        )
        if len(email) > 1 and len(email & twin) == 1:
            email &= twin
        return [number, email, twin]


def taken(owner: Contact) -> str:
    """That an e-mail address is somebody's already."""
    return _(
        "Die E-Mail-Adresse gehört schon %(name)s (%(customer)s).", name=owner.person.name, customer=owner.customer.name
    )


def _by_column(column: Any, values: set[str]) -> Ids:
    found: Ids = defaultdict(set)
    if wanted := values - {""}:
        for value, id in db.session.execute(select(column, Customer.id).where(column.in_(wanted))):
            found[value].add(id)
    return found


def _owners(keys: set[str]) -> dict[str, list[Contact]]:
    found = defaultdict(list)
    if keys:
        query = select(Contact).join(Person, Person.id == Contact.person_id).where(Person.email_key.in_(keys))
        for contact in db.session.scalars(query.options(joinedload(Contact.person), joinedload(Contact.customer))):
            found[contact.person.email_key or ""].append(contact)
    return found


def _joined(*parts: Ids) -> Ids:
    found: Ids = defaultdict(set)
    for part in parts:
        for key, ids in part.items():
            found[key] |= ids
    return found


def _groups(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    found = defaultdict(set)
    query = select(GroupMembership.customer_id, GroupMembership.group_id).where(GroupMembership.customer_id.in_(ids))
    for customer_id, group_id in db.session.execute(query):
        found[customer_id].add(group_id)
    return found
