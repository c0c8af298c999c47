"""The project: a piece of work for one customer, and who works on it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Self

from sqlalchemy import Boolean, CheckConstraint, Date, DateTime, Index, Select, Text, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column

from app.access import reaches
from app.contacts.models import Contact
from app.customers.models import Customer
from app.staff.models import StaffMember
from tenants import TenantScoped, db, now, refers_to, to_many, to_one

KIND = "project"
"""Under which projects stand in the word table."""

SECTION = "projects"
"""The section of the portal in which customers see projects and tasks."""


class Project(TenantScoped, db.Model):
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

    @classmethod
    def visible_to(cls, contact: Contact) -> Select[tuple[Self]]:
        """The projects that a contact sees in the portal: of its customer, shown, and the section reached."""
        if not reaches(contact, SECTION):
            return select(cls).where(false())
        return select(cls).where(cls.customer_id == contact.customer_id, cls.visible)


class ProjectMember(TenantScoped, db.Model):
    """That somebody of the staff works on a project."""

    __tablename__ = "project_member"
    __table_args__ = (
        refers_to("project", "project_id", ondelete="CASCADE"),
        refers_to("staff_member", "staff_id"),
        UniqueConstraint("tenant_id", "project_id", "staff_id"),
        Index(None, "tenant_id", "staff_id"),
    )

    project_id: Mapped[uuid.UUID]
    staff_id: Mapped[uuid.UUID]

    staff: Mapped[StaffMember] = to_one("ProjectMember", "StaffMember", "staff_id")
