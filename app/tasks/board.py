"""The board: the columns by status, each with its first cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, tuple_

from tenants import db

from .choices import STATUSES
from .filters import LISTED, Filters
from .models import Task

CARDS = 50
"""So many cards a column shows at most; the list has the others."""


@dataclass(frozen=True)
class Column:
    """The tasks of one status."""

    status: str
    label: Any
    tasks: list[Task]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.tasks)


def columns_of(filters: Filters) -> list[Column]:
    """All columns with what the filters let through. The same number of queries for few and for many."""
    wanted = filters.conditions
    counted = select(Task.status, func.count()).where(*wanted).group_by(Task.status)
    totals = dict(db.session.execute(counted).all())
    shown = {status: _first(status, wanted) for status in STATUSES}
    ids = [id for column in shown.values() for id in column]
    tasks = {task.id: task for task in db.session.scalars(select(Task).where(Task.id.in_(ids)).options(*LISTED))}
    return [
        Column(status, label, [tasks[id] for id in shown[status]], totals.get(status, 0))
        for status, label in STATUSES.items()
    ]


def neighbour_of(task: Task, filters: Filters, step: int) -> Task | None:
    """What stands next above (-1) or below (1) the task in its column, of what the filters let through."""
    place, here = tuple_(Task.rank, Task.id), tuple_(task.rank, task.id)
    others = select(Task).where(Task.status == task.status, *filters.conditions).limit(1)
    if step < 0:
        return db.session.scalar(others.where(place < here).order_by(Task.rank.desc(), Task.id.desc()))
    return db.session.scalar(others.where(place > here).order_by(Task.rank, Task.id))


def place_of(task: Task, filters: Filters) -> tuple[int, int]:
    """At which place of how many it stands in its column, of what the filters let through; from 1."""
    above = tuple_(Task.rank, Task.id) < tuple_(task.rank, task.id)
    counted = select(func.count().filter(above), func.count()).where(Task.status == task.status, *filters.conditions)
    before, total = db.session.execute(counted).one()
    return before + 1, total


def _first(status: str, wanted: list) -> list:
    query = select(Task.id).where(Task.status == status, *wanted).order_by(Task.rank, Task.id)
    return list(db.session.scalars(query.limit(CARDS)))
