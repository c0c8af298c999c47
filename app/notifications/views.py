"""What staff want to be told by mail."""

from __future__ import annotations

from flask import Blueprint

from . import models  # noqa: F401

bp = Blueprint("notifications", __name__, url_prefix="/verwaltung/benachrichtigungen")
