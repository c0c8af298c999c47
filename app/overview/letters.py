"""What customers wrote and I have not read: one line for each task or project they wrote on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.customers.models import Customer
from app.discussion.models import Comment, ReadMark
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

    @property
    def place(self) -> Task | Project:
        return self.comment.task or self.comment.project

    @property
    def customer(self) -> Customer:
        return self.place.customer

    @property
    def url(self) -> str:
        """Where the comment stands."""
        anchor = f"beitrag-{self.comment.id}"
        if self.comment.task_id:
            return url_for("tasks.show", task_id=self.comment.task_id, _anchor=anchor)
        return url_for("projects.discussion", project_id=self.comment.project_id, _anchor=anchor)


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
    unread = _unread(me).subquery()
    query = select(Comment, unread.c.unread, unread.c.mine, func.count().over())
    query = query.join(unread, unread.c.id == Comment.id).where(unread.c.turn == 1)
    query = query.order_by(unread.c.mine.desc(), Comment.created_at.desc(), Comment.id).limit(SHOWN)
    task, project = joinedload(Comment.task), joinedload(Comment.project)
    query = query.options(task.joinedload(Task.customer), project.joinedload(Project.customer))
    rows = db.session.execute(query).all()
    return Letters([Letter(*row[:3]) for row in rows], rows[0][3]) if rows else Letters()


def _unread(me: StaffMember) -> Select:
    """Unread comments of persons; `turn` numbers those on one place, from the latest."""
    there = Comment.author_kind == "person", Comment.deleted_at.is_(None)
    latest = select(Comment.id, Comment.task_id, Comment.project_id, Comment.created_at).where(*there)
    latest = latest.order_by(Comment.created_at.desc()).limit(LOOKED_AT).subquery()
    place = func.coalesce(latest.c.task_id, latest.c.project_id)
    turn = func.row_number().over(partition_by=place, order_by=(latest.c.created_at.desc(), latest.c.id))
    mine = _works_on(me, func.coalesce(latest.c.project_id, Task.project_id), latest.c.task_id)
    query = select(
        latest.c.id, turn.label("turn"), func.count().over(partition_by=place).label("unread"), mine.label("mine")
    )
    query = query.outerjoin(Task, Task.id == latest.c.task_id)
    return query.where(~_read(me, latest))


def _works_on(me: StaffMember, project_id: ColumnElement, task_id: ColumnElement) -> ColumnElement[bool]:
    assigned = exists().where(TaskAssignee.task_id == task_id, TaskAssignee.staff_id == me.id)
    member = exists().where(ProjectMember.project_id == project_id, ProjectMember.staff_id == me.id)
    return or_(assigned, member)


def _read(me: StaffMember, comment) -> ColumnElement[bool]:
    until = and_(
        ReadMark.reader_kind == "staff", ReadMark.reader_id == me.id, ReadMark.read_until >= comment.c.created_at
    )
    return or_(
        exists().where(until, ReadMark.task_id == comment.c.task_id),
        exists().where(until, ReadMark.project_id == comment.c.project_id),
    )
