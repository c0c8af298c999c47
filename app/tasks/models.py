"""The task, who works on it, and its checklist."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Self

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    Text,
    UniqueConstraint,
    false,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.access import reaches
from app.contacts.models import Contact
from app.customers.models import Customer
from app.projects.models import SECTION, Project
from app.staff.models import StaffMember
from tenants import TenantScoped, db, now, refers_to, to_many, to_one

KIND = "task"
"""Under which tasks stand in the word table."""


class Task(TenantScoped, db.Model):
    """Something to do. Within a project it belongs to the project's customer, which the foreign key ensures.

    Its customer never changes once it has one: what was written and shown there belongs to that customer.
    """

    __tablename__ = "task"
    __table_args__ = (
        refers_to("customer", "customer_id"),
        ForeignKeyConstraint(
            ["tenant_id", "project_id", "customer_id"], ["project.tenant_id", "project.id", "project.customer_id"]
        ),
        refers_to("staff_member", "created_by_id"),
        CheckConstraint("status IN ('open', 'doing', 'waiting', 'done')", name="status"),
        CheckConstraint("priority IN ('low', 'normal', 'high', 'urgent')", name="priority"),
        CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done"),
        CheckConstraint("due_on >= starts_on", name="dates"),
        CheckConstraint("customer_id IS NOT NULL OR (project_id IS NULL AND NOT visible)", name="customer"),
        Index(None, "tenant_id", "project_id", "status", "rank", "id"),
        Index(None, "tenant_id", "customer_id", "visible", "status"),
        Index(None, "tenant_id", "status", "due_on", "id"),
        Index(None, "tenant_id", "status", "rank", "id"),
    )

    customer_id: Mapped[uuid.UUID | None]
    project_id: Mapped[uuid.UUID | None]
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    """Markdown."""
    status: Mapped[str] = mapped_column(Text, default="open")
    priority: Mapped[str] = mapped_column(Text, default="normal")
    starts_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    visible: Mapped[bool] = mapped_column(Boolean, default=False)
    """„für den Kunden sichtbar“."""
    customer_ticks: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether contacts who see the task may tick its checklist."""
    rank: Mapped[int] = mapped_column(BigInteger, default=0)
    """Where it stands in its column of the board: the smaller, the higher."""
    sort_key: Mapped[str] = mapped_column(Text(collation="C"))
    created_by_id: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    customer: Mapped[Customer | None] = to_one("Task", "Customer", "customer_id")
    project: Mapped[Project | None] = to_one("Task", "Project", "project_id")
    created_by: Mapped[StaffMember | None] = to_one("Task", "StaffMember", "created_by_id")
    assignees: Mapped[list[TaskAssignee]] = to_many(
        "Task", "TaskAssignee", "task_id", cascade="all, delete-orphan", passive_deletes=True
    )
    checklist: Mapped[list[ChecklistItem]] = to_many(
        "Task",
        "ChecklistItem",
        "task_id",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(ChecklistItem.place, ChecklistItem.id)",
    )

    @classmethod
    def visible_to(cls, contact: Contact) -> Select[tuple[Self]]:
        """The tasks that a contact sees: of its customer, „für den Kunden sichtbar“, and Projekte reached.

        Whether the project is shown does not matter (PRODUCT, "Portal").
        """
        if not reaches(contact, SECTION):
            return select(cls).where(false())
        return select(cls).where(cls.customer_id == contact.customer_id, cls.visible)

    @property
    def name(self) -> str:
        return self.title


class TaskAssignee(TenantScoped, db.Model):
    """That somebody of the staff is to do a task."""

    __tablename__ = "task_assignee"
    __table_args__ = (
        refers_to("task", "task_id", ondelete="CASCADE"),
        refers_to("staff_member", "staff_id"),
        UniqueConstraint("tenant_id", "task_id", "staff_id"),
        Index(None, "tenant_id", "staff_id", "task_id"),
    )

    task_id: Mapped[uuid.UUID]
    staff_id: Mapped[uuid.UUID]

    staff: Mapped[StaffMember] = to_one("TaskAssignee", "StaffMember", "staff_id")


class ChecklistItem(TenantScoped, db.Model):
    """One line of a task's checklist; `done_by` is the name of who ticked it, as it was then."""

    __tablename__ = "checklist_item"
    __table_args__ = (
        refers_to("task", "task_id", ondelete="CASCADE"),
        Index(None, "tenant_id", "task_id", "place", "id"),
    )

    task_id: Mapped[uuid.UUID]
    text: Mapped[str] = mapped_column(Text)
    place: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    done_by: Mapped[str] = mapped_column(Text, default="")
