"""„Als Kunde anmelden“ on the record of a contact."""

from __future__ import annotations

from flask import Blueprint

from . import models  # noqa: F401

bp = Blueprint("impersonation", __name__, url_prefix="/verwaltung/kontakte")
