"""Einstellungen → Sicherheit: whether owners and administrators must have a second factor."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.settings.entries import add
from app.web.pages import flash_ok, page, see_other
from tenants import current_tenant

from ..forms import SecurityForm
from ..guard import staff_required
from ..obliging import oblige, obliged_members
from ..roles import Permission
from .gate import bp

add(_l("Sicherheit"), _l("Ob Inhaber und Administratoren sich mit zwei Faktoren anmelden"), "staff.security",
    "lock-keyhole", Permission.SETTINGS_EDIT)  # fmt: skip


@bp.route("/verwaltung/einstellungen/sicherheit", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def security() -> Any:
    """One switch, and how many of those whom it concerns are ready for it."""
    form = SecurityForm(data={"factor_obliged": current_tenant().staff_second_factor})
    if form.submitted_ok():
        oblige(form.factor_obliged.data)
        flash_ok(_("Die Einstellungen zur Sicherheit sind gespeichert."))
        return see_other("settings.index")
    return page("staff/security.html", form, members=obliged_members())
