"""What happened at a customer, read from the audit log.

Every line but those about persons says which customer it concerns. Persons may be contact at several, so theirs are
found by their ids. Each part is read from its index, the latest first, and no more of it than the page can need: the
cost does not grow with the log.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, union_all

from app.audit import AuditEntry
from app.customers.models import Customer
from app.staff.activity import tell_of
from app.staff.roles import Permission
from tenants import db

from .models import Contact

tell_of(Permission.CUSTOMERS_VIEW, "customer", "contact", "person")

PERSON = "person"

MOST = 10_000
"""Lines that a history is paged through."""


def latest_of(
    customer: Customer,
    limit: int,
    offset: int = 0,
    kinds: Collection[str] | None = None,
    hidden: Collection[str] = (),
) -> Sequence[AuditEntry]:
    """Lines that concern the customer, the latest first, those of its contacts' persons among them.

    `kinds` are the tables of the things it happened to, None for all; those of `hidden` are left out.
    """
    needed = limit + offset
    parts = [
        select(AuditEntry.id.label("id"), AuditEntry.at.label("at"))
        .where(_concerns(customer, kinds, hidden))
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(needed)
        .subquery()
    ]
    if kinds is None or PERSON in kinds:
        parts.append(_of_persons(customer, needed))
    newest = union_all(*(select(part.c.id, part.c.at) for part in parts)).subquery()
    wanted = select(newest.c.id).order_by(newest.c.at.desc(), newest.c.id.desc()).limit(limit).offset(offset)
    return db.session.scalars(AuditEntry.latest().where(AuditEntry.id.in_(wanted))).all()


def number_of(
    customer: Customer, kinds: Collection[str] | None = None, hidden: Collection[str] = ()
) -> tuple[int, bool]:
    """How many lines there are for latest_of(), up to MOST, and whether there are more, which nobody counts."""
    counted = _number(select(AuditEntry.id).where(_concerns(customer, kinds, hidden)))
    if kinds is None or PERSON in kinds:
        own = select(AuditEntry.id.label("id")).where(_about_person()).correlate(Contact).lateral()
        lines = select(own.c.id).select_from(Contact).join(own, true()).where(Contact.customer_id == customer.id)
        counted += _number(lines)
    return min(counted, MOST), counted > MOST


def history_of_contact(contact: Contact) -> Select[tuple[AuditEntry]]:
    """Lines about one contact and its person, the latest first."""
    return AuditEntry.latest().where(or_(_about("contact", contact.id), _about(PERSON, contact.person_id)))


def _number(lines: Select[tuple[uuid.UUID]]) -> int:
    return db.session.scalar(select(func.count()).select_from(lines.limit(MOST + 1).subquery())) or 0


def _concerns(customer: Customer, kinds: Collection[str] | None, hidden: Collection[str]) -> ColumnElement[bool]:
    chosen = [AuditEntry.object_kind.in_(kinds)] if kinds is not None else []
    chosen += [AuditEntry.object_kind.not_in(hidden)] if hidden else []
    return and_(AuditEntry.customer_id == customer.id, *chosen)


def _of_persons(customer: Customer, needed: int):
    """The latest lines of each person of the customer: person by person, so that each is one range of the index."""
    own = (
        select(AuditEntry.id.label("id"), AuditEntry.at.label("at"))
        .where(_about_person())
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(needed)
        .correlate(Contact)
        .lateral()
    )
    lines = select(own.c.id, own.c.at).select_from(Contact).join(own, true()).where(Contact.customer_id == customer.id)
    return lines.order_by(own.c.at.desc(), own.c.id.desc()).limit(needed).subquery()


def _about_person() -> ColumnElement[bool]:
    return _about(PERSON, Contact.person_id)


def _about(kind: str, id: object) -> ColumnElement[bool]:
    return and_(AuditEntry.object_kind == kind, AuditEntry.object_id == id)
