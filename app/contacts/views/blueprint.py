"""What all pages of contacts share."""

from __future__ import annotations

from flask import Blueprint

from app.mail.outbox import is_active

bp = Blueprint("contacts", __name__, url_prefix="/verwaltung/kunden")


def switches() -> dict[str, bool]:
    """Whether the two mails that a new contact may get are active."""
    return {"links_active": is_active("set_password"), "welcome_active": is_active("welcome")}
