"""How projects read in mails about them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.contacts.models import Contact
from app.notifications.excerpts import plain
from app.notifications.models import Notice
from app.notifications.registry import Item, Reader, register_thing
from tenants import db

from .models import Project

LABELS = {
    "project_new": _l("Neues Projekt"),
    "project_done": _l("Projekt abgeschlossen"),
    "project_member": _l("Sie arbeiten jetzt an diesem Projekt mit"),
}


def tell(notice: Notice, reader: Reader) -> Item | None:
    """What is told of a project as it is now.

    Nothing of one that is gone or out of the contact's sight, that is open again, or that the colleague has left.
    """
    project = Project.find(notice.thing_id)
    if project is None or notice.occasion not in LABELS:
        return None
    if notice.occasion == "project_done" and not project.done:
        return None
    if isinstance(reader, Contact):
        seen = Project.visible_to(reader).where(Project.id == project.id)
        if notice.occasion == "project_member" or db.session.scalar(seen) is None:
            return None
        return _item(project, notice, f"/kunden/projekte/{project.id}")
    if notice.occasion == "project_member" and reader not in project.people:
        return None
    return _item(project, notice, f"/verwaltung/projekte/{project.id}")


def _item(project: Project, notice: Notice, url: str) -> Item:
    excerpt = plain(project.description) if notice.occasion != "project_done" else ""
    return Item(LABELS[notice.occasion], project.name, excerpt, "", url)


register_thing(Project.__tablename__, tell)
