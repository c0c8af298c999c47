"""Which tasks a list or a board shows, and in which order."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select
from sqlalchemy.orm import joinedload, selectinload

from app.customers import search

from .choices import PRIORITIES, UNDONE
from .models import KIND, Task, TaskAssignee

NOT_DONE, EVERY = "", "alle"
"""Besides the states: whatever is not done, and everything."""

OVERDUE, WEEK = "ueberfaellig", "woche"
NOBODY = "niemand"
ORDERS = ("titel", "faellig", "prioritaet")
URGENCY = case({key: place for place, key in enumerate(reversed(PRIORITIES))}, value=Task.priority)
LISTED = (
    joinedload(Task.customer),
    joinedload(Task.project),
    selectinload(Task.assignees).joinedload(TaskAssignee.staff),
)
"""What a line or a card of a task shows besides the task."""


@dataclass(frozen=True)
class Filters:
    """What is looked for; the empty filters let everything through that is not done."""

    query: str = ""
    status: str = NOT_DONE
    customer_id: uuid.UUID | None = None
    project_id: uuid.UUID | None = None
    staff_id: uuid.UUID | None = None
    unassigned: bool = False
    due: str = ""
    """OVERDUE, WEEK or nothing."""
    priority: str = ""
    today: date | None = None
    """The present day at the agency; needed for `due`."""
    order: str = "faellig"
    """One of ORDERS; with a minus before it, the other way round."""

    @property
    def narrow(self) -> bool:
        """Whether anything but the state is asked for."""
        ids = (self.customer_id, self.project_id, self.staff_id)
        return any((self.query, *ids, self.unassigned, self.due, self.priority))

    def listed(self) -> Select[tuple[Task]]:
        """The tasks of the list, in its order, with what it shows of them."""
        query = select(Task).where(*self.conditions).options(*LISTED)
        if self.status != EVERY:
            query = query.where(Task.status.in_(UNDONE if self.status == NOT_DONE else [self.status]))
        return self._ordered(query)

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """All that is asked for but the state, which is the column on a board."""
        wanted = []
        if self.query:
            wanted.append(search.met(KIND, self.query, Task.id))
        for column, id in ((Task.customer_id, self.customer_id), (Task.project_id, self.project_id)):
            if id:
                wanted.append(column == id)
        if self.staff_id:
            wanted.append(is_of(self.staff_id))
        if self.unassigned:
            wanted.append(Task.id.not_in(select(TaskAssignee.task_id)))
        if self.priority:
            wanted.append(Task.priority == self.priority)
        if self.due and self.today:
            wanted.append(self._due(self.today))
        return wanted

    def _due(self, today: date) -> ColumnElement[bool]:
        if self.due == OVERDUE:
            return and_(Task.due_on < today, Task.status.in_(UNDONE))
        monday = today - timedelta(days=today.weekday())
        return Task.due_on.between(monday, end_of_week(today))

    def _ordered(self, query: Select) -> Select:
        key, backward = self.order.removeprefix("-"), self.order.startswith("-")
        first: Any = {"titel": Task.sort_key, "faellig": Task.due_on, "prioritaet": URGENCY}[key]
        first = first.desc() if backward else first.asc()
        second = (Task.due_on.nulls_last(), Task.sort_key) if key == "prioritaet" else (Task.sort_key,)
        return query.order_by(first.nulls_last() if key == "faellig" else first, *second, Task.id)


def is_of(staff_id: uuid.UUID) -> ColumnElement[bool]:
    """That this one of the staff is to do the task."""
    return Task.id.in_(select(TaskAssignee.task_id).where(TaskAssignee.staff_id == staff_id))


def end_of_week(today: date) -> date:
    """The Sunday of the week."""
    return today + timedelta(days=6 - today.weekday())
