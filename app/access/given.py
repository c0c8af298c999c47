"""What one contact was given, as its page says it."""

from __future__ import annotations

from dataclasses import dataclass

from app.contacts.models import Contact

from .models import ContactNotification, ContactPermission
from .registry import Occasion, Section, sections
from .rule import opened_by_groups


@dataclass(frozen=True, slots=True)
class Given:
    """Permissions with effect, those that no group of the customer opens, and what the contact gets mail about."""

    effective: list[Section]
    waiting: list[Section]
    occasions: list[Occasion]


def given_to(contact: Contact) -> Given:
    """What the contact was given, in the order of the portal's menu, with a fixed number of queries."""
    opened, permitted = opened_by_groups(contact.customer), ContactPermission.keys(contact)
    asked = ContactNotification.keys(contact)
    held = [section for section in sections.with_permission() if section.key in permitted]
    return Given(
        effective=[section for section in held if section.key in opened],
        waiting=[section for section in held if section.key not in opened],
        occasions=[occasion for section in sections for occasion in section.occasions if occasion.key in asked],
    )
