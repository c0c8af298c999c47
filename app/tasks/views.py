"""Tasks as the staff see them: list, board, forms, record."""

from __future__ import annotations

from flask import Blueprint

from . import models  # noqa: F401

bp = Blueprint("tasks", __name__, url_prefix="/verwaltung/aufgaben")
