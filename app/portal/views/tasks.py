"""Tasks as the customers' people see them."""

from __future__ import annotations

from flask import Blueprint, Response

from app.projects.models import SECTION
from app.tasks.models import Task
from app.web.pages import page, paged

from ..guard import portal_contact, portal_required

bp = Blueprint("portal_tasks", __name__, url_prefix="/kunden/aufgaben")


@bp.get("")
@portal_required(SECTION)
def index() -> Response:
    tasks = paged(Task.visible_to(portal_contact()).order_by(Task.created_at.desc(), Task.id))
    return page("portal/tasks/index.html", tasks=tasks)
