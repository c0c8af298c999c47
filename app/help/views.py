"""The pages of „Hilfe“."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("help", __name__, url_prefix="/verwaltung/hilfe")
