"""„Einladungen senden“ after an import: who would get one, and who shall not."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from app.contacts.inviting import invite_all, to_invite
from app.contacts.models import Contact, Person
from tenants import db

from .models import CustomerImport, CustomerImportRow

BROUGHT = ("new", "changed")


def invitable(imported: CustomerImport) -> Select[tuple[Contact]]:
    """One contact for each person of the customers that the import made or changed, who can be invited."""
    rows = select(CustomerImportRow.customer_id).where(
        CustomerImportRow.import_id == imported.id,
        CustomerImportRow.fate.in_(BROUGHT),
        CustomerImportRow.written_at.is_not(None),
    )
    theirs = select(Contact.id).where(Contact.customer_id.in_(rows))
    once = select(Contact.id).where(Contact.id.in_(theirs), Contact.person_id.in_(to_invite(theirs)))
    once = once.ext(distinct_on(Contact.person_id)).order_by(Contact.person_id, Contact.id)
    query = select(Contact).join(Person, Person.id == Contact.person_id).where(Contact.id.in_(once))
    return query.options(joinedload(Contact.person)).order_by(Person.last_name, Person.first_name, Contact.id)


def chosen(imported: CustomerImport) -> list[uuid.UUID]:
    """The contacts that would be invited now."""
    left_out = {*imported.options.get("left_out", ())}
    ids = db.session.scalars(invitable(imported).with_only_columns(Contact.id, maintain_column_froms=True))
    return [id for id in ids if str(id) not in left_out]


def choose(imported: CustomerImport, shown: Iterable[str], ticked: Iterable[str]) -> None:
    """Keep who of those shown on a page shall not be invited."""
    held = CustomerImport.held(imported.id)
    assert held is not None
    left_out = ({*held.options.get("left_out", ())} | {*shown}) - {*ticked}
    held.options = held.options | {"left_out": sorted(left_out)}


def invite(imported: CustomerImport) -> int:
    """Invite those who are chosen; says how many. Raises LinksSwitchedOff."""
    return invite_all(chosen(imported))
