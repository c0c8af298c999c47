"""What happened to a task, read from the audit log, with what stood there before and what stands there now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Select

from app.audit import AuditEntry
from app.staff.activity import tell_of
from app.staff.roles import Permission

from .choices import PRIORITIES, STATUSES
from .models import Task

tell_of(Permission.PROJECTS_VIEW, "task")


@dataclass(frozen=True)
class Change:
    """One value that changed, in words; both empty when the log keeps only that it did."""

    label: str
    before: str = ""
    after: str = ""


def history_of(task: Task) -> Select[tuple[AuditEntry]]:
    """Lines about the task, the latest first."""
    return AuditEntry.about(task)


def changes_of(entry: AuditEntry) -> list[Change]:
    """What the line tells besides its sentence. Lines of others than tasks, and odd ones, tell nothing."""
    details = entry.details
    if entry.verb == "task.status_changed":
        return [_change("status", [details.get("before"), details.get("after")])]
    if entry.verb == "task.assigned":
        added, removed = (", ".join(details.get(name) or []) for name in ("added", "removed"))
        changes = [Change(_("Neu zuständig"), after=added), Change(_("Nicht mehr zuständig"), after=removed)]
        return [change for change in changes if change.after]
    if entry.verb == "task.changed":
        return [_change(name, values) for name, values in (details.get("changes") or {}).items()]
    return []


def _change(name: str, values: list | None) -> Change:
    label = _labels().get(name, name)
    if not values:
        return Change(label)
    before, after = (_words(name, value) for value in values)
    return Change(label, before, after)


def _words(name: str, value: Any) -> str:
    if value is None:
        return _("nichts")
    if name == "status":
        return str(STATUSES.get(value, value))
    if name == "priority":
        return str(PRIORITIES.get(value, value))
    if name in ("starts_on", "due_on"):
        return format_date(date.fromisoformat(value), "medium")
    return str(value)


def _labels() -> dict[str, str]:
    return {
        "status": _("Status"),
        "title": _("Titel"),
        "description": _("Beschreibung"),
        "priority": _("Priorität"),
        "starts_on": _("Beginn"),
        "due_on": _("Fällig"),
        "customer": _("Kunde"),
        "project": _("Projekt"),
        "customer_ticks": _("Checkliste für den Kunden"),
    }
