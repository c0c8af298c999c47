"""Choosing one of a customer's contacts in a form; the primary contact is preselected."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from app.customers.models import Customer

from .models import Contact

PRIMARY = "haupt"
"""Stands for whoever is the customer's primary contact, while the customer is not chosen yet."""


@dataclass(frozen=True)
class ContactPick:
    """One contact as it stands in a select."""

    value: str
    label: str
    chosen: bool


def picks(customer: Customer) -> list[ContactPick]:
    """The contacts of a customer, the primary one first and chosen."""
    return [
        ContactPick(str(contact.id), ", ".join(filter(None, (contact.name, contact.position))), contact.primary)
        for contact in Contact.with_persons(customer)
    ]


def picked(customer: Customer, value: str) -> uuid.UUID | None:
    """The id of the contact that a select's value means; None for nobody."""
    if value == PRIMARY:
        primary = Contact.primary_of(customer)
        return primary and primary.id
    return uuid.UUID(value) if value else None
