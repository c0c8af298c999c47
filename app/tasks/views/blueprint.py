"""What all pages of tasks share."""

from __future__ import annotations

import uuid
from datetime import date

from flask import Blueprint, abort, g
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.settings.day import today
from app.staff.roles import Permission
from app.web.navigation import nav
from tenants import db

from .. import notices  # noqa: F401 (how tasks read in mails)
from ..choices import LOOKS, PRIORITIES, STATUSES
from ..filters import LISTED
from ..models import Task

bp = Blueprint("tasks", __name__, url_prefix="/verwaltung/aufgaben")
nav.add("", _l("Aufgaben"), "tasks.index", "list-checks", Permission.PROJECTS_VIEW)

bp.add_app_template_filter(STATUSES.__getitem__, "task_status")
bp.add_app_template_filter(PRIORITIES.__getitem__, "task_priority")
bp.add_app_template_filter(LOOKS.__getitem__, "task_look")


@bp.app_template_global()
def office_day() -> date:
    """The present day at the agency, asked for once in a request: a list needs it in every line."""
    if "office_day" not in g:
        g.office_day = today()
    return g.office_day


def load(task_id: uuid.UUID) -> Task:
    """The task with what its record shows; 404 when there is none."""
    query = select(Task).where(Task.id == task_id).options(*LISTED)
    return db.session.scalar(query) or abort(404)
