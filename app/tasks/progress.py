"""How far something is: tasks of a project, lines of a checklist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, Uuid, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from tenants import db

from .choices import DONE
from .models import ChecklistItem, Task


@dataclass(frozen=True)
class Progress:
    """So many of so many."""

    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down, so that only what is done altogether is 100; 0 when there is nothing."""
        return self.done * 100 // self.total if self.total else 0


def progress_of(project_ids: Iterable[UUID], *, only_visible: bool = False) -> dict[UUID, Progress]:
    """The tasks of each of these projects, done and in all, in one query; `only_visible` counts what customers see.

    A project without tasks has an entry as well.
    """
    ids = list(project_ids)
    done = func.count().filter(Task.status == DONE)
    counted = select(Task.project_id, done, func.count()).where(Task.project_id == any_(literal(ids, ARRAY(Uuid))))
    if only_visible:
        counted = counted.where(Task.visible)
    return _by_id(ids, counted.group_by(Task.project_id))


def checklists_of(task_ids: Iterable[UUID]) -> dict[UUID, Progress]:
    """The lines of each of these tasks' checklists, ticked and in all, in one query."""
    ids = list(task_ids)
    counted = select(ChecklistItem.task_id, func.count(ChecklistItem.done_at), func.count())
    counted = counted.where(ChecklistItem.task_id == any_(literal(ids, ARRAY(Uuid))))
    return _by_id(ids, counted.group_by(ChecklistItem.task_id))


def _by_id(ids: list[UUID], counted: Select) -> dict[UUID, Progress]:
    found = {id: Progress(done, total) for id, done, total in db.session.execute(counted)} if ids else {}
    return {id: found.get(id, Progress()) for id in ids}
