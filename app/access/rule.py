"""The one rule: a contact reaches a section when it has the permission and a group of its customer opens it.

What is not registered, not opened or not permitted is not reached: every doubt closes (PRODUCT, "Sections").
"""

from __future__ import annotations

from flask import g
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from app.contacts.models import Contact
from app.customers.models import Customer
from app.groups.models import Group, GroupMembership, GroupSection
from tenants import db, reads_only

from .models import ContactNotification, ContactPermission
from .registry import Section, sections


def opened_by_groups(customer: Customer) -> set[str]:
    """The keys of the registered sections that the customer's groups open."""
    registered = {section.key for section in sections}
    if not registered:
        return set()
    inside = select(GroupMembership.group_id).where(GroupMembership.customer_id == customer.id)
    if db.session.scalar(select(Group.id).where(Group.id.in_(inside), Group.opens_all).limit(1)):
        return registered
    return registered & set(db.session.scalars(select(GroupSection.section).where(GroupSection.group_id.in_(inside))))


def sections_of(contact: Contact) -> list[Section]:
    """What the contact reaches, in the order of the menu, with a fixed number of queries.

    A request that only looks asks once: nothing can change in it, and a page of the portal asks for every list.
    """
    if not reads_only():
        return _sections_of(contact)
    known = g.setdefault("sections_of", {})
    if contact.id not in known:
        known[contact.id] = _sections_of(contact)
    return known[contact.id]


def reaches(contact: Contact, key: str) -> bool:
    """Whether the contact reaches the section with this key."""
    return any(section.key == key for section in sections_of(contact))


def listeners(customer: Customer, occasion: str) -> list[Contact]:
    """The contacts of a customer who get mail on this occasion: asked for, reached, with access and an address.

    Nobody of a customer who is locked.
    """
    section = sections.of_occasion(occasion)
    if section is None or customer.locked_at:
        return []
    asked = ContactNotification.occasion == occasion
    asking = Contact.id.in_(select(ContactNotification.contact_id).where(asked))
    return [contact for contact in _reaching(customer, section, asking) if contact.person.may_receive_link]


def reached_by(customer: Customer, key: str) -> list[Contact]:
    """The contacts of a customer who reach the section with this key, the primary one first; for staff pages."""
    section = next((one for one in sections if one.key == key), None)
    return _reaching(customer, section) if section else []


def heard_by(contact: Contact) -> set[str]:
    """The keys of the occasions on which this contact gets mail now: listeners(), asked the other way."""
    if contact.customer.locked_at or not contact.person.may_receive_link:
        return set()
    reached = {occasion.key for section in sections_of(contact) for occasion in section.occasions}
    return reached & ContactNotification.keys(contact)


def _reaching(customer: Customer, section: Section, *conditions: ColumnElement[bool]) -> list[Contact]:
    if section.key not in opened_by_groups(customer):
        return []
    query = Contact.of(customer).where(*conditions)
    if section.permission:
        permitted = select(ContactPermission.contact_id).where(ContactPermission.section == section.key)
        query = query.where(Contact.id.in_(permitted))
    return list(db.session.scalars(query.options(joinedload(Contact.person))))


def _sections_of(contact: Contact) -> list[Section]:
    opened = opened_by_groups(contact.customer)
    if not opened:
        return []
    permitted = ContactPermission.keys(contact)
    return [
        section
        for section in sections
        if section.key in opened and (not section.permission or section.key in permitted)
    ]
