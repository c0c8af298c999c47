"""What happened to a task or project between its comments, read from the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from app.audit import AuditEntry, describe
from app.audit.wording import actor_words
from app.contacts.models import Contact
from app.projects.choices import STATUSES as PROJECT_STATUSES
from app.tasks.choices import STATUSES as TASK_STATUSES
from app.tasks.choices import WAITING
from tenants import db

from .models import Place

MOST = 50
"""Events on one page; the whole history has a page of its own."""

PROJECT_VERBS = {f"project.{status}": words for status, words in PROJECT_STATUSES.items()}
UNTOLD = ("comment.%", "task.item_%")
"""Verbs that say nothing here: of the comments themselves, and of each line of a checklist."""
OPEN_VERBS = ("task.status_changed", "task.changed", *PROJECT_VERBS)
"""Verbs of what customers may know of; of task.changed only the day when it is due."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line. `kind` is status, due, undue (the day was taken away) or other, which `sentence` tells entirely."""

    at: datetime
    kind: str
    who: str = ""
    status: str = ""
    day: date | None = None
    sentence: str = ""


def events_of(
    place: Place, contact: Contact | None, after: datetime | None = None, before: datetime | None = None
) -> list[Event]:
    """What happened on a place, oldest first, strictly between two moments; None leaves that end open.

    For staff everything in the log about it but comments and checklist. For a contact, who must see the place, only its
    status and the day when it is due, since the place was last made visible.
    """
    query = AuditEntry.about(place).where(*(AuditEntry.verb.not_like(verbs) for verbs in UNTOLD)).limit(MOST)
    if after is not None:
        query = query.where(AuditEntry.at > after)
    if before is not None:
        query = query.where(AuditEntry.at < before)
    if contact is not None:
        query = query.where(AuditEntry.verb.in_(OPEN_VERBS), AuditEntry.at > (place.shown_at or place.created_at))
    told: list[Event] = []
    for entry in reversed(db.session.scalars(query).all()):
        told += _customers(entry) if contact is not None else _ours(entry)
    return told


def _ours(entry: AuditEntry) -> list[Event]:
    told = _open(entry, TASK_STATUSES)
    if not told or len(entry.details.get("changes") or ()) > 1:
        told.append(Event(entry.at, "other", sentence=describe(entry).removesuffix(".")))
    return told


def _customers(entry: AuditEntry) -> list[Event]:
    return _open(entry, TASK_STATUSES | {WAITING: _l("wartet auf Sie")})


def _open(entry: AuditEntry, statuses: Mapping[str, Any]) -> list[Event]:
    """What everybody who sees the place may know of it."""
    who, changes = actor_words(entry), entry.details.get("changes") or {}
    if entry.verb in PROJECT_VERBS:
        return [Event(entry.at, "status", who, str(PROJECT_VERBS[entry.verb]))]
    if entry.verb == "task.status_changed":
        status = entry.details.get("after")
        return [Event(entry.at, "status", who, str(statuses.get(status, status)))]
    if entry.verb == "task.changed" and "due_on" in changes:
        day = (changes["due_on"] or [None, None])[1]
        return [Event(entry.at, "due" if day else "undue", who, day=date.fromisoformat(day) if day else None)]
    return []
