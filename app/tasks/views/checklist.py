"""The checklist of a task: every button a form of its own."""

from __future__ import annotations

import uuid

from flask import abort, request
from flask_babel import gettext as _
from flask_login import current_user

from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import page, see_other

from ..checklist import MOST_ITEMS, TooManyItems
from ..forms import ItemForm, RenameItemForm
from ..models import ChecklistItem
from .blueprint import bp, load
from .record import record_page

STEPS = {"hoch": -1, "runter": 1}


@bp.post("/<uuid:task_id>/checkliste")
@staff_required(Permission.PROJECTS_EDIT)
def add_item(task_id: uuid.UUID):
    task, form = load(task_id), ItemForm()
    if form.submitted_ok():
        try:
            task.add_item(form.text.data, id=form.id.data)
        except TooManyItems:
            form.add_error("text", _("Mehr als %(most)d Punkte hat eine Checkliste nicht.", most=MOST_ITEMS))
        else:
            return _back(task_id, "text")  # where the next one is written
    return record_page(task, form)


@bp.post("/checkliste/<uuid:item_id>/haken")
@staff_required(Permission.PROJECTS_EDIT)
def tick_item(item_id: uuid.UUID):
    """Tick the line, or take the tick away when `fertig` is missing."""
    item = ChecklistItem.get(item_id)
    if request.form.get("fertig"):
        item.tick(current_user)
    else:
        item.untick()
    return _back(item.task_id)


@bp.post("/checkliste/<uuid:item_id>/platz")
@staff_required(Permission.PROJECTS_EDIT)
def move_item(item_id: uuid.UUID):
    item = ChecklistItem.get(item_id)
    step = STEPS.get(request.form.get("richtung", ""))
    if step is None:
        abort(422, _("Diese Richtung gibt es nicht."))
    item.move(step)
    return _back(item.task_id)


@bp.route("/checkliste/<uuid:item_id>/umbenennen", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def rename_item(item_id: uuid.UUID):
    item = ChecklistItem.get(item_id)
    form = RenameItemForm(data={"text": item.text})
    if form.submitted_ok():
        item.rename(form.text.data)
        return _back(item.task_id)
    return page("tasks/rename_item.html", form, item=item)


@bp.post("/checkliste/<uuid:item_id>/entfernen")
@staff_required(Permission.PROJECTS_EDIT)
def remove_item(item_id: uuid.UUID):
    item = ChecklistItem.get(item_id)
    task_id = item.task_id
    item.remove()
    return _back(task_id)


def _back(task_id: uuid.UUID, anchor: str = "checkliste"):
    return see_other(".show", task_id=task_id, _anchor=anchor)
