"""Imports of customers as staff see them."""

from __future__ import annotations

from flask import Blueprint

from . import jobs, models  # noqa: F401

bp = Blueprint("imports", __name__, url_prefix="/verwaltung/kunden/import")
