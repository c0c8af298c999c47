"""The board, and moving cards on it."""

from __future__ import annotations

import uuid

from flask import abort, request
from flask_babel import gettext as _
from flask_login import current_user

from app.discussion.reading import unread_of
from app.projects.models import Project
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, see_other

from ..board import columns_of, neighbour_of, place_of
from ..choices import STATUSES
from ..filters import Filters
from ..forms import QuickForm
from ..models import Task
from ..progress import checklists_of
from ..queries import asked_filters, filter_choices, kept_arguments
from .blueprint import bp

SIDEWAYS = {"links": -1, "rechts": 1}
UPRIGHT = {"hoeher": -1, "tiefer": 1}


@bp.get("/tafel")
@staff_required(Permission.PROJECTS_VIEW)
def board():
    """All columns; with `?projekt=` those of one project."""
    filters = asked_filters()
    columns = columns_of(filters)
    tasks = [task for column in columns for task in column.tasks]
    return page(
        "tasks/board.html",
        columns=columns,
        filters=filters,
        project=Project.get(filters.project_id) if filters.project_id else None,
        checklists=checklists_of(task.id for task in tasks),
        unread=unread_of(current_user, tasks),
        quick={column.status: QuickForm(formdata=None) for column in columns},
        kept=kept_arguments(),
        **filter_choices(filters),
    )


@bp.post("/<uuid:task_id>/platz")
@staff_required(Permission.PROJECTS_EDIT)
def move(task_id: uuid.UUID):
    """Move a card, one step (`zug`) or to a place: `status`, right above `vor` or right below `nach`.

    The address carries the board's filters: a step up or down passes what is seen there.
    """
    task, filters = Task.get(task_id), asked_filters()
    step = request.form.get("zug")
    if step:
        _step(task, step, filters)
    elif (status := request.form.get("status")) in STATUSES:
        task.move(status, before=Task.find(request.form.get("vor")), after=Task.find(request.form.get("nach")))
    else:
        abort(422, _("Diesen Platz gibt es nicht."))
    place, total = place_of(task, filters)
    status = STATUSES[task.status]
    flash_ok(
        _("„%(title)s“: %(status)s, %(place)d von %(total)d", title=task.title, status=status, place=place, total=total)
    )
    return see_other(".board", **kept_arguments(), _anchor=f"karte-{task.id}")


def _step(task: Task, step: str, filters: Filters) -> None:
    """One column on, to its top, or past one neighbour; nothing happens at the edges."""
    if step in SIDEWAYS:
        columns = list(STATUSES)
        there = columns.index(task.status) + SIDEWAYS[step]
        if 0 <= there < len(columns):
            task.set_status(columns[there])
    elif step in UPRIGHT:
        if neighbour := neighbour_of(task, filters, UPRIGHT[step]):
            upward = step == "hoeher"
            task.move(task.status, before=neighbour if upward else None, after=None if upward else neighbour)
    else:
        abort(422, _("Diesen Platz gibt es nicht."))
