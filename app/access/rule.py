"""The one rule: a contact reaches a section when it has the permission and a group of its customer opens it.

What is not registered, not opened or not permitted is not reached: every doubt closes (PRODUCT, "Sections").
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

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
    return _opened({customer.id})[customer.id]


def groups_open(customer: Customer) -> set[str]:
    """The same, whether or not the agency has switched them on: for saying what is missing."""
    return _ticked({customer.id})[customer.id]


def sections_of(contact: Contact) -> list[Section]:
    """What the contact reaches, in the order of the menu, with a fixed number of queries.

    A request that only looks asks once: nothing can change in it, and a page of the portal asks for every list.
    """
    return sections_of_each([contact])[contact.id]


def sections_of_each(contacts: Iterable[Contact]) -> dict[uuid.UUID, list[Section]]:
    """The same for several contacts, by their ids, with as many queries as for one."""
    known = g.setdefault("sections_of", {}) if reads_only() else {}
    if new := [contact for contact in contacts if contact.id not in known]:
        opened = _opened({contact.customer_id for contact in new})
        permitted = ContactPermission.keys_of(new)
        for contact in new:
            open_to = opened[contact.customer_id]
            known[contact.id] = [
                section
                for section in sections
                if section.key in open_to and (not section.permission or section.key in permitted[contact.id])
            ]
    return known


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


def _opened(customers: set[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """The keys of the registered sections that the groups of these customers open, by the customer's id.

    What the agency has not switched on is open to nobody.
    """
    found = _ticked(customers)
    off = _switched_off(set().union(*found.values()))
    return {id: keys - off for id, keys in found.items()}


def _ticked(customers: set[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """The same, switched on or not."""
    registered = {section.key for section in sections}
    found: dict[uuid.UUID, set[str]] = {id: set() for id in customers}
    if not registered:
        return found
    one_by_one = GroupSection.group_id == GroupMembership.group_id
    query = (
        select(GroupMembership.customer_id, Group.opens_all, GroupSection.section)
        .join(Group, Group.id == GroupMembership.group_id)
        .outerjoin(GroupSection, one_by_one)
        .where(GroupMembership.customer_id.in_(customers))
    )
    for id, everything, key in db.session.execute(query):
        found[id] |= registered if everything else registered & {key}
    return found


def _switched_off(keys: set[str]) -> set[str]:
    """Those of these sections that the agency has not switched on."""
    return {
        section.key for section in sections if section.key in keys and section.available and not section.available()
    }
