"""Customers as files to take along."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("exports", __name__, url_prefix="/verwaltung/kunden/export")
