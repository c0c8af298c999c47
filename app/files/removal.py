"""What becomes of files when what they are on goes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel import ngettext
from sqlalchemy import func, or_, select

from app.customers.models import Customer
from app.customers.removal import keeps_customer
from app.discussion.attached import before_deletion, of_comments
from app.discussion.models import Comment
from app.projects.contents import register_content
from app.tasks.models import Task
from app.tasks.removal import before_removal
from tenants import db

from .jobs import erase
from .models import File


@of_comments
def files_of_comments(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[File]]:
    """The files on comments, by the comment's id, in one query."""
    found: dict[uuid.UUID, list[File]] = {}
    query = select(File).where(File.comment_id.in_(ids)).order_by(File.created_at, File.id)
    for file in db.session.scalars(query):
        found.setdefault(file.comment_id, []).append(file)  # type: ignore[arg-type]
    return found


@before_deletion
def remove_files_of_comment(comment: Comment) -> None:
    """A comment that is taken back takes its files along."""
    for file in db.session.scalars(File.of(comment)).all():
        file.remove()


@before_removal
def erase_files_of_task(task: Task) -> None:
    """Have the bytes deleted of all files on a task and on its comments; the rows go with the task."""
    comments = select(Comment.id).where(Comment.on(task))
    ids = db.session.scalars(select(File.id).where(or_(File.task_id == task.id, File.comment_id.in_(comments)))).all()
    if ids:
        erase.defer(files=[str(id) for id in ids])


def _count(project: Any) -> int:
    return db.session.scalar(select(func.count(File.id)).where(File.project_id == project.id)) or 0


register_content("file", _count, lambda number: ngettext("%(num)d Datei", "%(num)d Dateien", number))


def number_at(customer: Customer) -> int:
    """How many files lie on the customer itself."""
    return db.session.scalar(select(func.count(File.id)).where(File.customer_id == customer.id)) or 0


keeps_customer(
    "file",
    number_at,
    lambda number: ngettext("%(num)d Datei", "%(num)d Dateien", number),
    "files.of_customer",
)
