"""What staff want to be told by mail."""

from __future__ import annotations

from flask import Blueprint

from . import registry  # noqa: F401 - what the worker and the list of mails know

bp = Blueprint("notifications", __name__, url_prefix="/verwaltung/benachrichtigungen")
