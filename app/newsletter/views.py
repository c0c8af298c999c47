"""Consent to the newsletter as staff see it, and the page on which somebody confirms an address."""

from __future__ import annotations

from flask import Blueprint

from . import models  # noqa: F401

bp = Blueprint("newsletter", __name__)
