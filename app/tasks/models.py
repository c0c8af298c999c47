"""The task, and who works on it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from flask_babel import ngettext
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Text,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.actor import current_actor
from app.audit import record
from app.contacts.persons import Person
from app.customers import search
from app.customers.models import Customer
from app.customers.removal import keeps_customer
from app.customers.sorting import sort_key
from app.notifications.registry import forget, tell_contacts
from app.projects.contents import register_content
from app.projects.models import Project
from app.projects.opening import ShownWithContents
from app.staff.models import StaffMember, acting_colleague
from tenants import TenantScoped, current_tenant, db, now, refers_to, to_many, to_one

from . import log  # noqa: F401 - the sentences belong to the verbs
from .assignees import TaskAssignee, WithAssignees
from .checklist import ChecklistItem, WithChecklist
from .choices import DONE, OPEN
from .columns import InColumns, hold
from .removal import take_away

__all__ = ["KIND", "ChecklistItem", "ForeignProject", "Task", "TaskAssignee"]

KIND = "task"
"""Under which tasks stand in the word table."""

TOLD = ("title", "priority", "starts_on", "due_on")
"""Of these the log says what stood there and what stands there now; of the others only that they changed."""


class ForeignProject(ValueError):
    """The project or the customer is not the one that the task belongs to already."""


class Task(ShownWithContents, InColumns, WithAssignees, WithChecklist, TenantScoped, db.Model):
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
        back_populates="task",
    )

    # verbs

    @classmethod
    def add(
        cls,
        *,
        id: uuid.UUID | None = None,
        title: str,
        customer: Customer | None = None,
        project: Project | None = None,
        assignees: Iterable[StaffMember] = (),
        visible: bool | None = None,
        **values: Any,
    ) -> Self:
        """Create a task at the top of its column. A project brings its customer along; who is signed in has made it.

        `visible` None: as the agency wants it for tasks of customers; without a customer it is never visible. Raises
        ForeignProject, and IntegrityError when the id is taken.
        """
        if project is not None and customer is not None and project.customer_id != customer.id:
            raise ForeignProject
        customer = project.customer if project is not None else customer
        visible = current_tenant().tasks_visible if visible is None else visible
        task = cls(title=title, customer=customer, project=project, **({"status": OPEN} | values))
        task.customer_id, task.project_id = customer and customer.id, project and project.id
        task.id = id or task.id
        task.visible = bool(customer) and visible
        if maker := acting_colleague():
            task.created_by_id = task.created_by_id or maker.id
        task.sort_key = sort_key(title)
        task.done_at = now() if task.status == DONE else None
        hold()
        task.rank = cls.top(task.status)
        db.session.add(task)
        db.session.flush()
        search.index(KIND, task, search.text_words(title))
        record("task.created", task, customer=task.customer_id, project=task.project_id)
        task.assign(assignees)
        task._tell_customer("task_new")
        return task

    def update(self, **values: Any) -> None:
        """Change what is known of the task; `customer` and `project` too, as far as they may. Raises ForeignProject."""
        changes = self._place(values.pop("customer", self.customer), values.pop("project", self.project))
        for name, value in values.items():
            if (former := getattr(self, name)) != value:
                changes[name] = [former, value] if name in TOLD else None
                setattr(self, name, value)
        if not changes:
            return
        if "title" in changes:
            self.sort_key = sort_key(self.title)
            db.session.flush()
            search.index(KIND, self, search.text_words(self.title))
        record("task.changed", self, changes=changes)

    def set_status(self, status: str) -> None:
        """Put the task at the top of another column; nothing happens when it stands in that column."""
        self.take_turn()
        if status != self.status:
            self.enter(status, self.top(status))

    def show(self, keep_internal: bool = False) -> None:
        """As a project is shown. Raises ForeignProject when it has no customer."""
        if self.customer_id is None:
            raise ForeignProject
        super().show(keep_internal)

    def enter(self, status: str, rank: int) -> None:
        former, self.status, self.rank = self.status, status, rank
        if former != status:
            self.done_at = now() if status == DONE else None
            db.session.flush()
            record("task.status_changed", self, before=former, after=status)
            self._tell_customer("task_status")

    def remove(self) -> None:
        """Delete the task with its checklist, discussion and files."""
        take_away(self)
        record("task.removed", self)
        search.forget(self.id)
        forget(self)
        db.session.delete(self)
        db.session.flush()

    # questions

    @property
    def name(self) -> str:
        return self.title

    @property
    def done(self) -> bool:
        return self.status == DONE

    def overdue(self, today: date) -> bool:
        """Whether it should have been done before `today`, the present day at the agency."""
        return not self.done and self.due_on is not None and self.due_on < today

    # private

    def _place(self, customer: Customer | None, project: Project | None) -> dict[str, Any]:
        """Put it to a customer, if it has none, and into a project of its customer; says what changed."""
        changes = {}
        owner = project.customer if project is not None else customer or self.customer
        if (customer is not None and owner.id != customer.id) or self.customer_id not in (None, owner and owner.id):
            raise ForeignProject
        if owner is not None and self.customer_id is None:
            changes["customer"] = [None, owner.name]
            self.customer, self.customer_id = owner, owner.id
        if (project and project.id) != self.project_id:
            changes["project"] = [self.project and self.project.name, project and project.name]
            self.project, self.project_id = project, project and project.id
        return changes

    def _tell_customer(self, occasion: str) -> None:
        """Tell the contacts of the customer, but for the one who did it."""
        if self.visible and self.customer is not None:
            actor = current_actor()
            tell_contacts(self.customer, occasion, self, but=actor if isinstance(actor, Person) else None)


def _count(project: Project) -> int:
    return db.session.scalar(select(func.count()).select_from(Task).where(Task.project_id == project.id)) or 0


register_content("task", _count, lambda number: ngettext("%(num)d Aufgabe", "%(num)d Aufgaben", number))


def _count_of(customer: Customer) -> int:
    return db.session.scalar(select(func.count()).select_from(Task).where(Task.customer_id == customer.id)) or 0


keeps_customer(
    "task",
    _count_of,
    lambda number: ngettext("%(num)d Aufgabe", "%(num)d Aufgaben", number),
    "tasks.index",
    "kunde",
    {"status": "alle"},
)
