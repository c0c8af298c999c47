"""What all pages of contacts share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.mail.outbox import is_active

from ..models import Contact

bp = Blueprint("contacts", __name__, url_prefix="/verwaltung/kunden")


def switches() -> dict[str, bool]:
    """Whether the two mails that a new contact may get are active."""
    return {"links_active": is_active("set_password"), "welcome_active": is_active("welcome")}


def back_to(contact: Contact) -> tuple[str, dict[str, Any]]:
    """Where the button was: the contact's page, which says so with `?von=kontakt`, or the customer's record."""
    if request.args.get("von") == "kontakt":
        return "contacts.show", {"contact_id": contact.id}
    return "customers.show", {"customer_id": contact.customer_id}
