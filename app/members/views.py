"""The member list: how staff set it up, and how the public sees it."""

from __future__ import annotations

from flask import Blueprint

from . import models  # noqa: F401

bp = Blueprint("members", __name__)
