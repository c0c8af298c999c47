"""Tasks as the customers' people see them: list, page, checklist, and handing one back."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.access.models import ContactNotification
from app.discussion.thread import thread_of
from app.files.models import File
from app.projects.models import SECTION, Project
from app.tasks.models import ChecklistItem, Task, TaskAssignee
from app.tasks.returning import hand_back
from app.web.asked import asked_id, asked_words
from app.web.pages import flash_ok, page, paged, see_other

from ..elsewhere import look_up
from ..guard import current_person, portal_contact, portal_required
from ..lists import group_sizes, grouped, people_of, tasks_of, tiles

bp = Blueprint("portal_tasks", __name__, url_prefix="/kunden/aufgaben")


@bp.get("")
@portal_required(SECTION)
def index() -> Response:
    contact, query = portal_contact(), asked_words()
    project = _asked_project()
    found = tasks_of(contact, query, project)
    tasks = paged(found.options(joinedload(Task.project)))
    sizes, groups = group_sizes(found), grouped(tasks.items)
    return page("portal/tasks/index.html", tasks=tasks, groups=groups, sizes=sizes, query=query, project=project)


@bp.get("/<uuid:task_id>")
@portal_required(SECTION, elsewhere=True)
def show(task_id: uuid.UUID) -> Response:
    who = selectinload(Task.assignees).joinedload(TaskAssignee.staff)
    task = look_up(Task, task_id, joinedload(Task.project), selectinload(Task.checklist), who)
    contact = portal_contact()
    project = task.project if task.project and task.project.visible else None
    return page(
        "portal/tasks/show.html",
        task=task,
        project=project,
        people=people_of(task),
        progress=tiles(contact, [project])[0].progress if project else None,
        files=paged(File.of(task).where(File.visible)),
        thread=thread_of(task, current_person(), contact=contact),
        told="comment_new" in ContactNotification.keys(contact),
    )


@bp.post("/<uuid:task_id>/checkliste/<uuid:item_id>")
@portal_required(SECTION)
def tick(task_id: uuid.UUID, item_id: uuid.UUID) -> Response:
    """Tick a line, or take the tick away; 404 where the agency keeps that to itself."""
    task = look_up(Task, task_id)
    item = ChecklistItem.find(item_id) or abort(404)
    if item.task_id != task.id or not task.customer_ticks:
        abort(404)
    if request.form.get("done"):
        item.tick(current_person())
    else:
        item.untick()
    return see_other(".show", task_id=task.id, _anchor="checkliste")


@bp.post("/<uuid:task_id>/zurueck")
@portal_required(SECTION)
def give_back(task_id: uuid.UUID) -> Response:
    """Say that one's own part is done; nothing happens when the task does not wait (any more)."""
    task = look_up(Task, task_id)
    if hand_back(task):
        flash_ok(_("Danke. Die Aufgabe liegt jetzt wieder bei uns."))
    return see_other(".show", task_id=task.id)


def _asked_project() -> Project | None:
    """The project that the list is narrowed to; 404 for one that is not seen."""
    return look_up(Project, asked_id("projekt")) if request.args.get("projekt") else None
