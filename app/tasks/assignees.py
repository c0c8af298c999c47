"""Who is to do a task."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.audit import record
from app.notifications.registry import tell_staff
from app.projects.members import by_name
from app.staff.models import StaffMember, acting_colleague
from app.staff.picking import still_here
from tenants import TenantScoped, db, refers_to, to_one


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


class WithAssignees:
    """What a task does with its `assignees`."""

    assignees: Mapped[list[TaskAssignee]]

    def assign(self, staff: Iterable[StaffMember]) -> None:
        """Let exactly these do it. Who is new is told, unless they did it themselves."""
        wanted = {member.id: member for member in staff}
        present = {row.staff_id: row for row in self.assignees}
        added = [member for id, member in wanted.items() if id not in present]
        removed = [row for id, row in present.items() if id not in wanted]
        if not added and not removed:
            return
        names = {"added": [member.name for member in added], "removed": [row.staff.name for row in removed]}
        for row in removed:
            self.assignees.remove(row)
        for member in added:
            self.assignees.append(TaskAssignee(staff_id=member.id, staff=member))
        db.session.flush()
        record("task.assigned", self, **names)
        tell_staff(added, "task_assigned", self, but=acting_colleague())

    @property
    def people(self) -> list[StaffMember]:
        """Who is to do it, by name."""
        return by_name(row.staff for row in self.assignees)

    @property
    def team(self) -> list[StaffMember]:
        """Whose business it is: who is to do it, else its project's team, else who made it; nobody who has left."""
        projects = self.project.team if self.project is not None else []
        return still_here(self.people) or projects or still_here([self.created_by])
