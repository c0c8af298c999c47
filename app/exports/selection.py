"""Which customers leave as a file: one, those that were ticked, one contact, or what the list shows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Self

from flask import abort, request
from sqlalchemy import Select, Uuid, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.audit import record
from app.contacts.models import Contact
from app.customers.asking import Asked, asked_ids
from app.customers.choosing import EVERY
from app.customers.models import Customer
from tenants import current_tenant, db

from . import log  # noqa: F401 (the sentences belong to the verbs)
from .reading import Packed


@dataclass(frozen=True)
class Selection:
    """What the address of the page asks for. `one` is the customer or contact when it is a single one."""

    ids: Select[tuple[uuid.UUID]]
    one: Customer | Contact | None = None
    ticked: bool = False
    narrowed: bool = False

    @classmethod
    def asked(cls) -> Self:
        """`?kontakt=`, `?kunde=` (once or several times), else the list with its filters. 404 for what is not there."""
        if named := request.args.get("kontakt"):
            contact = Contact.get(_id(named))
            return cls(select(Customer.id).where(Customer.id == contact.customer_id), one=contact)
        if (named := request.args.getlist("kunde")) and not request.args.get(EVERY):
            if len(named) == 1:
                customer = Customer.get(_id(named[0]))
                return cls(select(Customer.id).where(Customer.id == customer.id), one=customer)
            ids = literal(asked_ids("kunde"), ARRAY(Uuid))
            return cls(Customer.listed().with_only_columns(Customer.id).where(Customer.id == any_(ids)), ticked=True)
        asked = Asked.now()
        return cls(asked.listing().every_id(), narrowed=asked.narrow)

    @property
    def contact(self) -> Contact | None:
        return self.one if isinstance(self.one, Contact) else None

    @property
    def count(self) -> int:
        """How many customers it is now."""
        if self.one:
            return 1
        return db.session.scalar(select(func.count()).select_from(self.ids.order_by(None).subquery())) or 0

    def take(self, kind: str) -> Packed:
        """Write down who it is at this moment, and in the audit log that they leave as a file of this kind."""
        packed = Packed.of(self.ids)
        if self.one:
            record(f"{self.one.__tablename__}.exported", self.one, kind=kind)
        else:
            record("customers.exported", current_tenant(), count=len(packed), kind=kind)
        return packed


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        abort(404)
