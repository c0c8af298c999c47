"""Writing, changing and deleting comments, for the staff."""

from __future__ import annotations

from flask import Blueprint

from . import models  # noqa: F401

bp = Blueprint("discussion", __name__, url_prefix="/verwaltung/beitraege")
