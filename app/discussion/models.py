"""Comments, what stood in them before, and how far everybody has read."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from sqlalchemy import Boolean, CheckConstraint, DateTime, Index, Select, Text, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.contacts.models import Contact
from app.projects.models import Project
from app.tasks.models import Task
from tenants import TenantScoped, db, now, refers_to, to_one


class Comment(TenantScoped, db.Model):
    """What somebody of the staff, or a person on the customer's side, wrote on one task or one project.

    The author's name is kept as it was, and no foreign key points at the author: the comment outlives both. Persons
    never write internal notes.
    """

    __tablename__ = "comment"
    __table_args__ = (
        refers_to("task", "task_id", ondelete="CASCADE"),
        refers_to("project", "project_id", ondelete="CASCADE"),
        CheckConstraint("num_nonnulls(task_id, project_id) = 1", name="subject"),
        CheckConstraint("author_kind IN ('staff', 'person')", name="author_kind"),
        CheckConstraint("author_kind = 'staff' OR NOT internal", name="internal"),
        Index(None, "tenant_id", "task_id", "created_at", "id"),
        Index(None, "tenant_id", "project_id", "created_at", "id"),
        Index(None, "tenant_id", "author_kind", "created_at"),
    )

    task_id: Mapped[uuid.UUID | None]
    project_id: Mapped[uuid.UUID | None]
    author_kind: Mapped[str] = mapped_column(Text)
    author_id: Mapped[uuid.UUID]
    author_name: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    """Markdown."""
    internal: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    edited_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    task: Mapped[Task | None] = to_one("Comment", "Task", "task_id")
    project: Mapped[Project | None] = to_one("Comment", "Project", "project_id")

    @classmethod
    def visible_to(cls, contact: Contact) -> Select[tuple[Self]]:
        """The comments that a contact sees: open ones, not deleted, on what the contact sees."""
        tasks = Task.visible_to(contact).with_only_columns(Task.id)
        projects = Project.visible_to(contact).with_only_columns(Project.id)
        there = or_(cls.task_id.in_(tasks), cls.project_id.in_(projects))
        return select(cls).where(~cls.internal, cls.deleted_at.is_(None), there)


class CommentVersion(TenantScoped, db.Model):
    """What a comment said before it was edited or deleted, for the staff. Written once, never changed."""

    __tablename__ = "comment_version"
    __table_args__ = (
        refers_to("comment", "comment_id", ondelete="CASCADE"),
        Index(None, "tenant_id", "comment_id", "written_at"),
    )

    comment_id: Mapped[uuid.UUID]
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ReadMark(TenantScoped, db.Model):
    """Up to when somebody has read the discussion of one task or project."""

    __tablename__ = "read_mark"
    __table_args__ = (
        refers_to("task", "task_id", ondelete="CASCADE"),
        refers_to("project", "project_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "reader_kind", "reader_id", "task_id"),
        UniqueConstraint("tenant_id", "reader_kind", "reader_id", "project_id"),
        CheckConstraint("num_nonnulls(task_id, project_id) = 1", name="subject"),
        CheckConstraint("reader_kind IN ('staff', 'person')", name="reader_kind"),
        Index(None, "tenant_id", "task_id"),
        Index(None, "tenant_id", "project_id"),
    )

    reader_kind: Mapped[str] = mapped_column(Text)
    reader_id: Mapped[uuid.UUID]
    task_id: Mapped[uuid.UUID | None]
    project_id: Mapped[uuid.UUID | None]
    read_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
