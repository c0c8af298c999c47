"""What somebody of the staff wants to be told by mail."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_login import current_user

from app.mail.switched import switched_off
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, see_other

from .forms import WantedForm
from .models import StaffSilence
from .registry import staff_occasions

bp = Blueprint("notifications", __name__, url_prefix="/verwaltung/benachrichtigungen")


@bp.route("", methods=["GET", "POST"])
@staff_required(Permission.OFFICE_ENTER)
def mine() -> Any:
    """One's own ticks; everything is on until it is taken off."""
    member = current_user._get_current_object()
    offered = [occasion for occasion in staff_occasions() if member.may(occasion.permission)]
    keys, silenced = {occasion.key for occasion in offered}, StaffSilence.keys(member)
    form = WantedForm(wanted=sorted(keys - silenced))
    form.offer(offered)
    if form.submitted_ok():
        # what is not offered stays as it is: a role may come back
        StaffSilence.set(member, (silenced - keys) | (keys - set(form.wanted.data)))
        flash_ok(_("Gespeichert."))
        return see_other("staff.profile")
    return page("notifications/mine.html", form, unsent=switched_off("staff_news"))
