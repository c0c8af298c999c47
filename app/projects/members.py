"""Who works on a project."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.audit import record
from app.customers.sorting import sort_key
from app.notifications.registry import tell_staff
from app.staff.models import StaffMember, acting_colleague
from app.staff.picking import still_here
from tenants import TenantScoped, db, refers_to, to_one


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


class WithTeam:
    """What a project knows of its members, and does with them."""

    def set_members(self: Any, staff: Iterable[StaffMember]) -> None:
        """Let exactly these work on it. Who is new is told, unless they did it themselves."""
        self._hold()
        wanted = {member.id: member for member in staff}
        present = {row.staff_id: row for row in self.members}
        new = [wanted[id] for id in sorted(wanted.keys() - present.keys())]
        gone = [present[id] for id in present.keys() - wanted.keys()]
        if not new and not gone:
            return
        for row in gone:
            self.members.remove(row)
        self.members += [ProjectMember(project_id=self.id, staff_id=member.id, staff=member) for member in new]
        db.session.flush()
        names = {"added": [member.name for member in new], "removed": [row.staff.name for row in gone]}
        record("project.members_changed", self, **names)
        tell_staff(new, "project_member", self, but=acting_colleague())

    @property
    def people(self: Any) -> list[StaffMember]:
        """Its members, by name."""
        return by_name(row.staff for row in self.members)

    @property
    def team(self: Any) -> list[StaffMember]:
        """Whose business it is: its members or, when it has none, who made it; nobody who has left."""
        return still_here(self.people) or still_here([self.created_by])


def by_name(staff: Iterable[StaffMember]) -> list[StaffMember]:
    """These in the order in which the staff is listed."""
    return sorted(staff, key=lambda one: (sort_key(one.last_name), sort_key(one.first_name), one.id))
