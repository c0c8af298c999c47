"""The project: a piece of work for one customer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from flask_babel import ngettext
from sqlalchemy import Boolean, CheckConstraint, Date, DateTime, Index, Select, Text, UniqueConstraint, func, select
from sqlalchemy import update as change
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import NotFound

from app.audit import record
from app.contacts.models import Contact
from app.contacts.removal import before_removal
from app.customers import search
from app.customers.models import Customer
from app.customers.removal import keeps_customer
from app.customers.renaming import when_renamed
from app.customers.sorting import sort_key
from app.notifications.registry import forget, tell_contacts
from app.staff.models import StaffMember, acting_colleague
from tenants import TenantScoped, db, now, refers_to, to_many, to_one, uuid7

from . import log  # noqa: F401 (the sentences belong to the verbs)
from .choices import DONE, PLANNED, STATUSES
from .contents import contents_of
from .filters import Filters
from .members import ProjectMember, WithTeam
from .opening import SECTION, ShownWithContents

__all__ = ["KIND", "SECTION", "NotEmpty", "Project", "ProjectMember", "number_at"]

KIND = "project"
"""Under which projects stand in the word table."""


class NotEmpty(ValueError):
    """The project cannot be deleted; `contents` says in words what hangs on it."""

    def __init__(self, contents: list[str]) -> None:
        super().__init__(", ".join(contents))
        self.contents = contents


class Project(WithTeam, ShownWithContents, TenantScoped, db.Model):
    """A piece of work for one customer, with tasks, discussion and files.

    Its customer never changes: what was written and shown there belongs to that customer.
    """

    __tablename__ = "project"
    __table_args__ = (
        refers_to("customer", "customer_id"),
        refers_to("contact", "contact_id"),
        refers_to("staff_member", "created_by_id"),
        UniqueConstraint("tenant_id", "id", "customer_id"),
        CheckConstraint("status IN ('planned', 'active', 'paused', 'done')", name="status"),
        CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        Index(None, "tenant_id", "customer_id", "sort_key", "id"),
        Index(None, "tenant_id", "contact_id"),
        Index(None, "tenant_id", "status", "sort_key", "id"),
        Index(None, "tenant_id", "sort_key", "id"),
    )

    customer_id: Mapped[uuid.UUID]
    contact_id: Mapped[uuid.UUID | None]
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    """Markdown."""
    status: Mapped[str] = mapped_column(Text, default="planned")
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    visible: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether contacts who reach the section see the project at all."""
    progress_visible: Mapped[bool] = mapped_column(Boolean, default=True)
    team_visible: Mapped[bool] = mapped_column(Boolean, default=True)
    sort_key: Mapped[str] = mapped_column(Text(collation="C"))
    created_by_id: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    customer: Mapped[Customer] = to_one("Project", "Customer", "customer_id")
    contact: Mapped[Contact | None] = to_one("Project", "Contact", "contact_id")
    created_by: Mapped[StaffMember | None] = to_one("Project", "StaffMember", "created_by_id")
    members: Mapped[list[ProjectMember]] = to_many(
        "Project", "ProjectMember", "project_id", cascade="all, delete-orphan", passive_deletes=True
    )

    # queries

    @classmethod
    def listed(cls, filters: Filters | None = None) -> Select[tuple[Self]]:
        """The projects that these filters let through, in the order they ask for."""
        return (filters or Filters()).applied(cls, ProjectMember, KIND)

    # verbs

    @classmethod
    def add(
        cls,
        *,
        id: uuid.UUID | None = None,
        customer: Customer,
        name: str,
        members: Iterable[StaffMember] = (),
        **values: Any,
    ) -> Self:
        """Start a project for a customer; who is signed in has made it.

        `values` are other columns, so `status` and `visible` too. Raises IntegrityError when the id is taken.
        """
        project = cls(id=id or uuid7(), customer_id=customer.id, customer=customer, name=name, **values)
        project.status = project.status or PLANNED
        project.done_at = now() if project.done else None
        if maker := acting_colleague():
            project.created_by_id = project.created_by_id or maker.id
        project._check_contact()
        project._file()
        db.session.add(project)
        db.session.flush()
        project._index()
        _index_customer(project, customer)
        record("project.created", project, customer=customer.id)
        project.set_members(members)
        project._tell_customer("project_new")
        return project

    def update(self, **values: Any) -> None:
        """Change what is said of the project, but for its customer, its status and whether it is shown."""
        changed = sorted(name for name, value in values.items() if getattr(self, name) != value)
        if not changed:
            return
        for name in changed:
            setattr(self, name, values[name])
        self._check_contact()
        db.session.flush()
        if self._file():
            search.reorder(self)
        self._index()
        record("project.changed", self, fields=changed)

    def set_status(self, status: str) -> None:
        """Let it be planned, run, pause or be done; customers who see it are told when it is done."""
        if status == self.status:
            return
        before, self.status = self.status, status
        self.done_at = now() if self.done else None
        db.session.flush()
        record(f"project.{status}", self, before=before)
        if self.done:
            self._tell_customer("project_done")

    def remove(self) -> None:
        """Delete a project on which nothing hangs. Raises NotEmpty."""
        self._hold(against_contents=True)
        if contents := contents_of(self):
            raise NotEmpty(contents)
        record("project.removed", self)
        search.forget(self.id)
        forget(self)
        db.session.delete(self)
        db.session.flush()

    # questions

    @property
    def done(self) -> bool:
        return self.status == DONE

    @property
    def status_label(self) -> str:
        return str(STATUSES[self.status])

    def overdue(self, today: date) -> bool:
        """Whether its last day is past and it is not done."""
        return self.ends_on is not None and self.ends_on < today and not self.done

    # private

    def _hold(self, against_contents: bool = False) -> None:
        """Let whoever changes the team at once wait; with `against_contents` also who hangs something on it.

        404 when somebody has just deleted it.
        """
        db.session.flush()
        held = select(Project.id).where(Project.id == self.id).with_for_update(key_share=not against_contents)
        if db.session.scalar(held) is None:
            raise NotFound
        db.session.expire(self, ["members"])

    def _check_contact(self) -> None:
        """Raise ValueError when its contact belongs to another customer."""
        if self.contact_id is not None:
            contact = Contact.find(self.contact_id)
            if contact is None or contact.customer_id != self.customer_id:
                raise ValueError("the contact is not one of the project's customer")

    def _file(self) -> bool:
        """Set what the list is ordered by; says whether it changed."""
        former, self.sort_key = self.sort_key, sort_key(self.name)
        return former != self.sort_key

    def _tell_customer(self, occasion: str) -> None:
        if self.visible:
            tell_contacts(self.customer, occasion, self)

    def _index(self) -> None:
        search.index(KIND, self, search.text_words(self.name))


def _index_customer(project: Project, customer: Customer) -> None:
    search.index(KIND, project, search.text_words(customer.name), customer.id)


@when_renamed
def _follow_name(customer: Customer) -> None:
    """Let the projects of a customer be found by its new name."""
    for project in db.session.scalars(select(Project).where(Project.customer_id == customer.id)):
        _index_customer(project, customer)


@before_removal
def _pass_on(contact: Contact, heir: Contact | None) -> None:
    """A contact that goes leaves its projects to the next primary contact, if it was the primary one."""
    theirs = change(Project).where(Project.contact_id == contact.id).values(contact_id=heir and heir.id)
    db.session.execute(theirs)


def number_at(customer: Customer) -> int:
    """How many projects the customer has, whatever their state."""
    return db.session.scalar(select(func.count()).select_from(Project).where(Project.customer_id == customer.id)) or 0


keeps_customer(
    "project",
    number_at,
    lambda number: ngettext("%(num)d Projekt", "%(num)d Projekte", number),
    "projects.of_customer",
)
