"""What happened to a project, read from the audit log."""

from __future__ import annotations

from sqlalchemy import Select

from app.audit import AuditEntry
from app.staff.activity import tell_of
from app.staff.roles import Permission

from .models import Project

tell_of(Permission.PROJECTS_VIEW, "project")


def history_of(project: Project) -> Select[tuple[AuditEntry]]:
    """Lines about the project itself, the latest first; its tasks have a history of their own."""
    return AuditEntry.about(project)
