"""Where the staff begin."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from app.web.navigation import nav
from app.web.pages import page
from tenants import agency_url

from ..activity import latest
from ..guard import staff_required
from ..roles import Permission
from ..steps import open_steps

bp = Blueprint("office", __name__)

nav.add("", _l("Übersicht"), "office.start", "house", Permission.OFFICE_ENTER)


@bp.get("/verwaltung/")
@staff_required(Permission.OFFICE_ENTER)
def start() -> Any:
    """The overview: what happened of late, and for a new agency its first steps."""
    return page(
        "staff/overview.html",
        steps=open_steps(),
        entries=latest(),
        portal_url=agency_url("/kunden/"),
        staff_url=agency_url("/anmelden"),
    )
