"""What an agency opens to a customer: sections, projects, tasks, posts and files, made through the models."""

from __future__ import annotations

import io
from typing import Any

from app.access.models import ContactPermission
from app.discussion.models import Comment
from app.files.models import File
from app.files.uploads import Upload
from app.groups.models import GroupMembership
from app.projects.models import Project
from app.tasks.models import Task
from tests.cast import Agency, Someone


def permit(agency: Agency, *keys: str, who: str = "contact") -> None:
    """Give a contact exactly these permissions."""
    with agency.work():
        ContactPermission.set(getattr(agency, who).load(), keys)


def project(agency: Agency, name: str = "Neue Website", who: str = "customer", **values: Any) -> Someone:
    """A project that the customer sees, unless told otherwise."""
    members = values.pop("members", ["member"])
    with agency.work():
        staff = [getattr(agency, role).load() for role in members]
        values = {"status": "active", "visible": True} | values
        made = Project.add(customer=getattr(agency, who).load(), name=name, members=staff, **values)
        return Someone(Project, made.id, made.name, "")


def task(agency: Agency, title: str = "Entwurf ansehen", who: str = "customer", **values: Any) -> Someone:
    """A task that the customer sees, unless told otherwise."""
    items = values.pop("items", [])
    with agency.work():
        within = values.pop("project", None)
        values["project"] = within and within.load()
        values["assignees"] = [getattr(agency, role).load() for role in values.pop("assignees", ["member"])]
        values = {"visible": True, "customer": getattr(agency, who).load()} | values
        made = Task.add(title=title, **values)
        for item in items:
            made.add_item(item)
        return Someone(Task, made.id, made.title, "")


def post(agency: Agency, place: Someone, body: str = "Guten Tag", by: str = "member", **values: Any) -> Someone:
    """A comment; open, unless told otherwise."""
    with agency.work():
        made = Comment.post(place.load(), getattr(agency, by).load(), body, **values)
        return Someone(Comment, made.id, made.author_name, "")


def file(agency: Agency, place: Someone, name: str = "Entwurf.txt", by: str = "member", **values: Any) -> Someone:
    """A file of a few bytes, shown to the customer unless told otherwise."""
    with agency.work():
        uploads = [Upload(name, io.BytesIO(b"Inhalt von " + name.encode()))]
        (made,) = File.attach(place.load(), uploads, getattr(agency, by).load(), **({"visible": True} | values))
        return Someone(File, made.id, made.name, "")


def close(agency: Agency) -> None:
    """Put the customer into no group at all."""
    with agency.work():
        GroupMembership.set(agency.customer.load(), [])
