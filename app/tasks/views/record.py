"""The record of a task, and what is done there."""

from __future__ import annotations

import uuid
from typing import Any

from flask import abort, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import Select, func, or_, select

from app.discussion.models import Comment
from app.discussion.thread import thread_of
from app.files.models import File
from app.files.opening import opened_by
from app.files.panel import panel_of
from app.projects.forms import INTERNAL, VisibilityForm
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, paged, see_other
from tenants import db

from ..choices import STATUSES
from ..forms import ItemForm
from ..history import changes_of, history_of
from ..models import Task
from .blueprint import bp, load

bp.add_app_template_filter(changes_of, "task_changes")


@bp.get("/<uuid:task_id>")
@staff_required(Permission.PROJECTS_VIEW)
def show(task_id: uuid.UUID):
    return record_page(load(task_id), ItemForm(formdata=None))


@bp.get("/<uuid:task_id>/verlauf")
@staff_required(Permission.PROJECTS_VIEW)
def history(task_id: uuid.UUID):
    task = load(task_id)
    lines = paged(history_of(task))
    return page("tasks/history.html", task=task, statuses=STATUSES, history=lines, entries=lines.items)


@bp.post("/<uuid:task_id>/status")
@staff_required(Permission.PROJECTS_EDIT)
def status(task_id: uuid.UUID):
    task = Task.get(task_id)
    wanted = request.form.get("status", "")
    if wanted not in STATUSES:
        abort(422, _("Diesen Status gibt es nicht."))
    task.set_status(wanted)
    flash_ok(_("Die Aufgabe ist jetzt auf „%(status)s“ gesetzt.", status=STATUSES[wanted]))
    return see_other(".show", task_id=task.id)


@bp.route("/<uuid:task_id>/sichtbarkeit", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def visibility(task_id: uuid.UUID):
    """Show the task to the customer, or hide it again, after a look at what that means.

    The form says which of both: sent twice, or after a colleague did the same, it does not turn into the other.
    """
    task, form = load(task_id), VisibilityForm()
    if task.customer_id is None:
        abort(409, _("Die Aufgabe hat keinen Kunden. Tragen Sie zuerst einen ein."))
    if form.submitted_ok():
        if request.form.get("visible"):
            task.show(keep_internal=form.earlier.data == INTERNAL)
            flash_ok(_("Die Aufgabe ist jetzt für den Kunden sichtbar."))
        else:
            task.hide()
            flash_ok(_("Die Aufgabe ist jetzt vor dem Kunden verborgen."))
        return see_other(".show", task_id=task.id)
    return page("tasks/visibility.html", form, task=task, **opened_by(task))


@bp.route("/<uuid:task_id>/entfernen", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def remove(task_id: uuid.UUID):
    task = load(task_id)
    if request.method == "POST":
        project_id = task.project_id
        task.remove()
        flash_ok(_("Die Aufgabe „%(title)s“ ist gelöscht.", title=task.title))
        return see_other("projects.tasks", project_id=project_id) if project_id else see_other(".index")
    return page("tasks/remove.html", task=task, losses=_losses(task))


def record_page(task: Task, item: ItemForm, **context: Any):
    """The record, with the form for another line of the checklist."""
    context |= {"thread": thread_of(task, current_user), "panel": panel_of(task), "statuses": STATUSES}
    return page("tasks/show.html", item, task=task, **context)


def _losses(task: Task) -> list[str]:
    """What goes with the task, in words."""
    on_comments = File.comment_id.in_(select(Comment.id).where(Comment.on(task)))
    comments = _number(Comment.thread(task).where(Comment.deleted_at.is_(None)))
    files = _number(select(File).where(or_(File.task_id == task.id, on_comments)))
    items = len(task.checklist)
    counted = [
        (comments, ngettext("%(num)d Beitrag", "%(num)d Beiträge", comments)),
        (files, ngettext("%(num)d Datei", "%(num)d Dateien", files)),
        (items, ngettext("%(num)d Punkt der Checkliste", "%(num)d Punkte der Checkliste", items)),
    ]
    return [words for number, words in counted if number]


def _number(query: Select) -> int:
    counted = query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalar(counted) or 0
