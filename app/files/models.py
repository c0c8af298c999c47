"""The file: what is known of it. Its bytes lie in the store, under its tenant and id."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from sqlalchemy import BigInteger, Boolean, CheckConstraint, DateTime, Index, Select, Text, and_, false, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.access import reaches
from app.access.showing import Shown
from app.contacts.models import Contact
from app.customers.models import Customer
from app.discussion.models import Comment
from app.projects.models import Project
from app.tasks.models import Task
from tenants import TenantScoped, db, now, refers_to, to_one

SECTION = "files"
"""The section of the portal in which customers see files."""


class File(Shown, TenantScoped, db.Model):
    """A file on one customer, project, task or comment.

    `visible` counts for all but those on comments, which are as visible as their comment.
    """

    __tablename__ = "file"
    __table_args__ = (
        refers_to("customer", "customer_id"),
        refers_to("project", "project_id", ondelete="CASCADE"),
        refers_to("task", "task_id", ondelete="CASCADE"),
        refers_to("comment", "comment_id", ondelete="CASCADE"),
        CheckConstraint("num_nonnulls(customer_id, project_id, task_id, comment_id) = 1", name="subject"),
        CheckConstraint("author_kind IN ('staff', 'person')", name="author_kind"),
        CheckConstraint("size > 0", name="size"),
        *(
            Index(None, "tenant_id", column, "created_at")
            for column in ("customer_id", "project_id", "task_id", "comment_id")
        ),
    )

    customer_id: Mapped[uuid.UUID | None]
    project_id: Mapped[uuid.UUID | None]
    task_id: Mapped[uuid.UUID | None]
    comment_id: Mapped[uuid.UUID | None]
    name: Mapped[str] = mapped_column(Text)
    """As it was called by whoever uploaded it, without folders and signs that lie about it."""
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    media_type: Mapped[str] = mapped_column(Text)
    """What the bytes are, by their beginning, never by what the browser or the name said."""
    digest: Mapped[str] = mapped_column(Text)
    """SHA-256 of the bytes, in hexadecimal."""
    visible: Mapped[bool] = mapped_column(Boolean, default=False)
    author_kind: Mapped[str] = mapped_column(Text)
    author_id: Mapped[uuid.UUID]
    author_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    preview_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the small picture of it was made; None while there is none."""

    customer: Mapped[Customer | None] = to_one("File", "Customer", "customer_id")
    project: Mapped[Project | None] = to_one("File", "Project", "project_id")
    task: Mapped[Task | None] = to_one("File", "Task", "task_id")
    comment: Mapped[Comment | None] = to_one("File", "Comment", "comment_id")

    @classmethod
    def visible_to(cls, contact: Contact) -> Select[tuple[Self]]:
        """The files that a contact may see.

        Those shown on the customer itself need the section Dateien; those on a task, project or comment are seen by
        whoever sees that, for they are a part of it.
        """
        shared = and_(cls.customer_id == contact.customer_id, cls.visible) if reaches(contact, SECTION) else false()
        tasks = Task.visible_to(contact).with_only_columns(Task.id)
        projects = Project.visible_to(contact).with_only_columns(Project.id)
        comments = Comment.visible_to(contact).with_only_columns(Comment.id)
        return select(cls).where(
            or_(
                shared,
                and_(cls.task_id.in_(tasks), cls.visible),
                and_(cls.project_id.in_(projects), cls.visible),
                cls.comment_id.in_(comments),
            )
        )
