"""Lists of tasks: all of them, and one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.discussion.reading import unread_of
from app.projects.models import Project
from app.settings.day import today
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, paged
from app.web.security import local_path
from tenants import db

from ..choices import DONE, OPEN, STATUSES
from ..filters import Filters, end_of_week
from ..forms import QuickForm
from ..models import Task
from ..progress import checklists_of
from ..queries import asked_filters, filter_choices, kept_arguments
from .blueprint import bp
from .forms import blank_form

CREATED = Markup('{} <a href="{}"><bdi>{}</bdi></a>')
MOST_OF_MINE = 200
"""So many of one's own tasks are shown in groups; the list has the others."""


@dataclass(frozen=True)
class Group:
    """A part of one's own tasks."""

    key: str
    label: str
    tasks: list[Task]


@bp.get("")
@staff_required(Permission.PROJECTS_VIEW)
def index():
    filters = asked_filters()
    tasks = paged(filters.listed())
    anything = bool(tasks.total) or db.session.scalar(select(Task.id).limit(1)) is not None
    context = {"found": tasks, "anything": anything, "filters": filters, **filter_choices(filters)}
    return _list("tasks/index.html", tasks.items, **context)


@bp.get("/meine")
@staff_required(Permission.PROJECTS_VIEW)
def mine():
    """„Meine Aufgaben“: what the person signed in is to do, by when."""
    tasks = list(db.session.scalars(Filters(staff_id=current_user.id).listed().limit(MOST_OF_MINE + 1)))
    groups = _by_day(tasks[:MOST_OF_MINE], today())
    return _list("tasks/mine.html", tasks, groups=groups, more=len(tasks) > MOST_OF_MINE)


@bp.post("/schnell")
@staff_required(Permission.PROJECTS_EDIT)
def quick():
    """Add a task in one line; the address says to which project, into which column, for whom and where it goes on.

    Then the field for the next one has the focus.
    """
    project = Project.get(request.args["projekt"]) if request.args.get("projekt") else None
    column = request.args.get("status", "")
    status = column if column in STATUSES and column != DONE else OPEN
    whose = [current_user._get_current_object()] if request.args.get("ich") else []
    form = QuickForm()
    if not form.submitted_ok():
        known = {"title": form.title.data, "status": status, "assignees": [str(one.id) for one in whose]}
        full = blank_form(project, formdata=None, **known)
        full.title.errors, full.form_errors = form.title.errors, form.form_errors
        return page("tasks/create.html", full, held=project is not None)
    try:
        with db.session.begin_nested():
            task = Task.find(form.id.data) or Task.add(
                id=form.id.data, title=form.title.data, project=project, status=status, assignees=whose
            )
            flash_ok(CREATED.format(_("Aufgabe angelegt:"), url_for(".show", task_id=task.id), task.title))
    except IntegrityError:
        if Task.find(form.id.data) is None:
            raise
    back = local_path(request.args.get("zurueck"), f"{bp.url_prefix}", "/verwaltung/")
    return redirect(f"{back}#neu-{status if column else 'liste'}", 303)


def _list(template: str, tasks: list[Task], **context: Any):
    """A page with tasks, each with its checklist's progress and what is unread."""
    checklists = checklists_of(task.id for task in tasks)
    context |= {"unread": unread_of(current_user, tasks), "kept": kept_arguments(), "quick": QuickForm(formdata=None)}
    return page(template, None, checklists=checklists, **context)


def _by_day(tasks: list[Task], day: date) -> list[Group]:
    """The groups that have any, in the order in which they are urgent."""
    groups = [
        Group("ueberfaellig", _("Überfällig"), []),
        Group("heute", _("Heute"), []),
        Group("woche", _("Diese Woche"), []),
        Group("spaeter", _("Später"), []),
        Group("ohne", _("Ohne Termin"), []),
    ]
    for task in tasks:
        groups[_urgency(task.due_on, day)].tasks.append(task)
    return [group for group in groups if group.tasks]


def _urgency(due: date | None, day: date) -> int:
    if due is None:
        return 4
    if due <= day:
        return 0 if due < day else 1
    return 2 if due <= end_of_week(day) else 3
