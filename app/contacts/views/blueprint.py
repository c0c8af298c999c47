"""What all pages of contacts share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.mail.switched import switched_off

bp = Blueprint("contacts", __name__, url_prefix="/verwaltung/kunden")


def switches() -> dict[str, Any]:
    """Whether the two mails that a new contact may get are active, and those that are not, for saying so."""
    unsent = switched_off("set_password", "welcome", "news")
    return {"links_active": "set_password" not in unsent, "welcome_active": "welcome" not in unsent, "unsent": unsent}
