"""The rows of the two agencies in the leak suite, and those that cross from one to the other."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.contacts.models import Contact, Person
from app.customers.models import Customer
from app.discussion.models import Comment, CommentVersion, ReadMark
from app.files.models import File
from app.groups.models import Group, GroupMembership, Rubric
from app.notifications.models import Notice, StaffSilence
from app.projects.models import Project, ProjectMember
from app.staff.models import StaffMember
from app.tasks.models import ChecklistItem, Task, TaskAssignee
from tenants import Tenant, now, uuid7

if TYPE_CHECKING:
    from tests.tenants.world import Side

SECRET = "GEHEIM"
"""In every text of B, nowhere else."""

Row = tuple[type, dict[str, Any]]


def of(side: Side, mark: str) -> Iterator[Row]:
    """An agency with a row of every kind, in an order that foreign keys allow."""
    moment = now()
    yield Tenant, {"id": side.tenant_id, "slug": side.slug, "name": mark, "created_at": moment, "confirmed_at": moment}
    for model, row in (*_people(side, mark), *_work(side, mark)):
        yield model, {"tenant_id": side.tenant_id} | row


def _people(side: Side, mark: str) -> Iterator[Row]:
    for number, id in ((1, side.first), (2, side.second)):
        texts = {"number": f"{mark}-{number}", "company": f"{mark} {number}", "email": f"{number}@{mark}.example"}
        yield Customer, {"id": id, "sort_key": mark} | texts
    yield Person, {"id": side.person, "first_name": mark, "last_name": mark}
    parties = {"customer_id": side.first, "person_id": side.person}
    yield Contact, {"id": side.contact, "position": mark, "primary": True} | parties
    yield Rubric, {"id": side.rubric, "name": mark}
    yield Group, {"id": side.group, "rubric_id": side.rubric, "name": mark}
    yield GroupMembership, {"id": side.membership, "customer_id": side.first, "group_id": side.group}
    staff = {"first_name": mark, "last_name": mark, "email": f"{mark}@{mark}.example", "email_key": mark}
    yield StaffMember, {"id": side.staff, "role": "owner"} | staff


def _work(side: Side, mark: str) -> Iterator[Row]:
    yield Project, project(side.project, side.first, name=mark, description=mark)
    yield ProjectMember, {"id": uuid7(), "project_id": side.project, "staff_id": side.staff}
    yield Task, task(side.task, side.first, project_id=side.project, title=mark, description=mark)
    yield TaskAssignee, {"id": uuid7(), "task_id": side.task, "staff_id": side.staff}
    yield ChecklistItem, {"id": side.item, "task_id": side.task, "text": mark}
    yield Comment, {"id": side.comment, "task_id": side.task, "body": mark, "internal": True} | author(side, mark)
    yield CommentVersion, {"id": side.version, "comment_id": side.comment, "body": mark, "written_at": now()}
    yield ReadMark, {"id": side.mark, "task_id": side.task} | reader(side)
    yield File, file(side, mark, id=side.file, comment_id=side.comment)
    yield Notice, notice(side, mark) | {"id": side.notice}
    yield StaffSilence, {"id": uuid7(), "staff_id": side.staff, "occasion": mark}


def project(id: uuid.UUID, customer_id: uuid.UUID, **columns: Any) -> dict[str, Any]:
    return {"id": id, "customer_id": customer_id, "name": "neu", "sort_key": "neu"} | columns


def task(id: uuid.UUID, customer_id: uuid.UUID | None, **columns: Any) -> dict[str, Any]:
    return {"id": id, "customer_id": customer_id, "title": "neu", "sort_key": "neu"} | columns


def author(side: Side, name: str) -> dict[str, Any]:
    return {"author_kind": "staff", "author_id": side.staff, "author_name": name}


def reader(side: Side) -> dict[str, Any]:
    return {"reader_kind": "staff", "reader_id": side.staff, "read_until": now()}


def file(side: Side, name: str, **columns: Any) -> dict[str, Any]:
    known = {"name": name, "size": 1, "media_type": "text/plain", "digest": name}
    return {"id": uuid7()} | known | author(side, name) | columns


def notice(side: Side, occasion: str) -> dict[str, Any]:
    thing = {"thing_kind": "task", "thing_id": side.task, "due_at": now()}
    return {"id": uuid7(), "reader_kind": "contact", "reader_id": side.contact, "occasion": occasion} | thing


def crossing(a: Side, b: Side, customer_id: uuid.UUID) -> list[Row]:
    """Rows of either agency, each with one foot in the other; the texts of those of B are secret."""
    contact = {"customer_id": customer_id, "person_id": b.person, "position": SECRET, "primary": False}
    membership = {"customer_id": customer_id, "group_id": b.group}
    of_a: list[Row] = [
        (GroupMembership, membership),
        (Project, project(uuid7(), b.first)),
        (Project, project(uuid7(), customer_id, contact_id=b.contact)),
        (Task, task(uuid7(), customer_id, project_id=b.project)),
        (Task, task(uuid7(), b.first, project_id=b.project)),
        (ProjectMember, {"project_id": a.project, "staff_id": b.staff}),
        (TaskAssignee, {"task_id": a.task, "staff_id": b.staff}),
        (TaskAssignee, {"task_id": b.task, "staff_id": a.staff}),
        (Comment, {"task_id": b.task, "body": "neu"} | author(a, "A")),
        (Comment, {"project_id": b.project, "body": "neu"} | author(a, "A")),
        (CommentVersion, {"comment_id": b.comment, "body": "neu", "written_at": now()}),
        (ReadMark, {"task_id": b.task} | reader(a)),
        (File, file(a, "neu", comment_id=b.comment)),
        (File, file(a, "neu", customer_id=b.first)),
        (StaffSilence, {"staff_id": b.staff, "occasion": "neu"}),
    ]
    of_b: list[Row] = [
        (Contact, contact),
        (GroupMembership, membership),
        (Project, project(uuid7(), customer_id, name=SECRET)),
        (Task, task(uuid7(), a.first, project_id=a.project, title=SECRET)),
        (ChecklistItem, {"task_id": a.task, "text": SECRET}),
        (Comment, {"task_id": a.task, "body": SECRET} | author(b, SECRET)),
        (CommentVersion, {"comment_id": a.comment, "body": SECRET, "written_at": now()}),
        (File, file(b, SECRET, comment_id=a.comment)),
    ]
    own = {side.tenant_id: rows for side, rows in ((a, of_a), (b, of_b))}
    return [(model, {"tenant_id": tenant, "id": uuid7()} | row) for tenant, rows in own.items() for model, row in rows]
