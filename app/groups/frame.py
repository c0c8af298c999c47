"""What every page of a customer's record shows around its own contents."""

from __future__ import annotations

from typing import Any

from app.contacts.asked import ContactRequest
from app.contacts.models import Contact
from app.customers.models import Customer
from app.customers.tabs import tabs_of
from tenants import db

from .models import Group


def frame_of(customer: Customer) -> dict[str, Any]:
    """For `customers/record.html`: with the same number of queries however many contacts the customer has."""
    return {
        "customer": customer,
        "groups": db.session.scalars(Group.of(customer)).all(),
        "primary": Contact.primary_of(customer),
        "asked": ContactRequest.waiting(customer),
        "parts": tabs_of(customer),
    }
