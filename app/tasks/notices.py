"""How tasks read in mails about them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.contacts.models import Contact
from app.notifications.excerpts import plain
from app.notifications.models import Notice
from app.notifications.registry import Item, Reader, register_thing
from tenants import db

from .choices import DOING, DONE, OPEN, WAITING
from .models import Task

LABELS = {
    "task_new": _l("Neue Aufgabe"),
    "task_assigned": _l("Sie sind für diese Aufgabe zuständig"),
    "task_returned": _l("Der Kunde gibt die Aufgabe zurück"),
}
TURNS = {
    OPEN: _l("Aufgabe wieder offen"),
    DOING: _l("Aufgabe in Arbeit"),
    WAITING: _l("Diese Aufgabe wartet auf Sie"),
    DONE: _l("Aufgabe erledigt"),
}
"""What a contact reads of a new status."""
FOR_STAFF = ("task_assigned", "task_returned")


def tell(notice: Notice, reader: Reader) -> Item | None:
    """What is told of a task as it is now.

    Nothing of one that is gone or out of the contact's sight, or that the colleague is not to do any more.
    """
    task = Task.find(notice.thing_id)
    if task is None or notice.occasion not in (*LABELS, "task_status"):
        return None
    if isinstance(reader, Contact):
        seen = Task.visible_to(reader).where(Task.id == task.id)
        if notice.occasion in FOR_STAFF or not db.session.scalar(select(seen.exists())):
            return None
        return Item(_label(notice, task), task.title, _excerpt(notice, task), "", f"/kunden/aufgaben/{task.id}")
    concerned = task.people if notice.occasion == "task_assigned" else task.team
    if notice.occasion not in FOR_STAFF or reader not in concerned:
        return None
    return Item(_label(notice, task), task.title, _excerpt(notice, task), "", f"/verwaltung/aufgaben/{task.id}")


def _label(notice: Notice, task: Task) -> str:
    return str(TURNS[task.status] if notice.occasion == "task_status" else LABELS[notice.occasion])


def _excerpt(notice: Notice, task: Task) -> str:
    """What is to be done, for whom that is new."""
    return plain(task.description) if notice.occasion in ("task_new", "task_assigned") else ""


register_thing(Task.__tablename__, tell)
