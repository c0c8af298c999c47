"""Files of the staff: upload, download, pictures."""

from __future__ import annotations

from flask import Blueprint

from . import models  # noqa: F401

bp = Blueprint("files", __name__, url_prefix="/verwaltung/dateien")
