"""What customers wrote and I have not read: one line for each task or project they wrote on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from app.contacts.persons import Person
from app.customers.models import Customer
from app.discussion.models import Comment
from app.discussion.places import permalink
from app.discussion.reading import unread
from app.projects.models import Project, ProjectMember
from app.staff.models import StaffMember
from app.tasks.models import Task, TaskAssignee
from tenants import db

SHOWN = 6

LOOKED_AT = 500
"""So many of the latest comments are looked at: who has never read any shall not make the page slow."""


@dataclass(frozen=True)
class Letter:
    """The latest unread comment of customers on one place."""

    comment: Comment
    unread: int
    """How many there are on this place."""
    mine: bool
    """Whether I work on it."""
    pictured: bool
    """Whether who wrote it has a picture."""

    @property
    def place(self) -> Task | Project:
        return self.comment.task or self.comment.project

    @property
    def customer(self) -> Customer:
        return self.place.customer

    @property
    def url(self) -> str:
        """Where the comment stands."""
        return permalink(self.comment)


@dataclass(frozen=True)
class Letters:
    """The first of them, and on how many places there are any in all."""

    items: Sequence[Letter] = ()
    total: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.items)


def letters(me: StaffMember) -> Letters:
    """What persons wrote and I have not read, first where I work, then the latest. One query."""
    theirs = _turns(me).subquery()
    pictured = Person.picture_at.is_not(None)
    query = select(Comment, theirs.c.unread, theirs.c.mine, pictured, func.count().over())
    query = query.join(theirs, theirs.c.id == Comment.id).where(theirs.c.turn == 1)
    query = query.outerjoin(Person, Person.id == Comment.author_id)
    query = query.order_by(theirs.c.mine.desc(), Comment.created_at.desc(), Comment.id).limit(SHOWN)
    task, project = joinedload(Comment.task), joinedload(Comment.project)
    query = query.options(task.joinedload(Task.customer), project.joinedload(Project.customer))
    rows = db.session.execute(query).all()
    return Letters([Letter(*row[:4]) for row in rows], rows[0][4]) if rows else Letters()


def _turns(me: StaffMember) -> Select:
    """Unread comments of persons; `turn` numbers those on one place, from the latest."""
    latest = select(Comment.id).where(Comment.author_kind == "person", Comment.deleted_at.is_(None))
    latest = latest.order_by(Comment.created_at.desc()).limit(LOOKED_AT)
    place = func.coalesce(Comment.task_id, Comment.project_id)
    turn = func.row_number().over(partition_by=place, order_by=(Comment.created_at.desc(), Comment.id))
    unread_there = func.count().over(partition_by=place)
    query = unread(me).outerjoin(Task, Task.id == Comment.task_id).where(Comment.id.in_(latest))
    return query.with_only_columns(
        Comment.id, turn.label("turn"), unread_there.label("unread"), _works_on(me).label("mine")
    )


def _works_on(me: StaffMember) -> ColumnElement[bool]:
    assigned = select(TaskAssignee.task_id).where(TaskAssignee.staff_id == me.id)
    projects = select(ProjectMember.project_id).where(ProjectMember.staff_id == me.id)
    return or_(
        func.coalesce(Comment.task_id.in_(assigned), false()),
        func.coalesce(Comment.project_id.in_(projects), false()),
        func.coalesce(Task.project_id.in_(projects), false()),
    )
