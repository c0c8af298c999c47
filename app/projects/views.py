"""Projects as the staff see them: list, forms, record."""

from __future__ import annotations

from flask import Blueprint

from . import models  # noqa: F401

bp = Blueprint("projects", __name__, url_prefix="/verwaltung/projekte")
