"""Where somebody of the staff came from, so that one is back there afterwards."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from .models import Contact


def back_to(contact: Contact) -> tuple[str, dict[str, Any]]:
    """Where the button was: the contact's page, which says so with `?von=kontakt`, or the customer's record."""
    if request.args.get("von") == "kontakt":
        return "contacts.show", {"contact_id": contact.id}
    return "customers.show", {"customer_id": contact.customer_id}


def way_back(contact: Contact) -> str:
    """The address of the same place."""
    endpoint, values = back_to(contact)
    return url_for(endpoint, **values)
