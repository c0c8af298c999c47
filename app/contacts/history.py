"""What happened at a customer, read from the audit log."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.audit import AuditEntry
from app.customers.models import Customer
from app.staff.activity import tell_of
from app.staff.roles import Permission

from .models import Contact

tell_of(Permission.CUSTOMERS_VIEW, "customer", "contact", "person")


def history_of(customer: Customer) -> Select[tuple[AuditEntry]]:
    """Lines about the customer, its contacts and their persons, the latest first."""
    theirs = Contact.customer_id == customer.id
    about = or_(
        _about("customer", [customer.id]),
        _about("contact", select(Contact.id).where(theirs)),
        _about("person", select(Contact.person_id).where(theirs)),
    )
    return AuditEntry.latest().where(about)


def history_of_contact(contact: Contact) -> Select[tuple[AuditEntry]]:
    """Lines about one contact and its person, the latest first."""
    return AuditEntry.latest().where(or_(_about("contact", [contact.id]), _about("person", [contact.person_id])))


def _about(kind: str, ids: object) -> ColumnElement[bool]:
    return and_(AuditEntry.object_kind == kind, AuditEntry.object_id.in_(ids))  # type: ignore[arg-type]
