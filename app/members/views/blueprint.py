"""What all pages of the member list share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("members", __name__)
