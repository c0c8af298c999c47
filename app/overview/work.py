"""What the start page of the staff shows of the work: mine, what is due, what waits for customers.

All of it reads indexes that begin with the status, so that thousands of tasks that are done cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.projects.choices import UNDONE as UNDONE_PROJECTS
from app.projects.models import Project
from app.staff.models import StaffMember
from app.tasks.choices import UNDONE, WAITING
from app.tasks.filters import is_of
from app.tasks.models import Task, TaskAssignee
from tenants import db

HORIZON = timedelta(days=7)
"""How far ahead „Was fällig ist“ looks."""

SHOWN = 8
"""Lines of each card."""


@dataclass(frozen=True)
class Tasks:
    """The first tasks of some, and how many there are in all."""

    items: Sequence[Task] = ()
    total: int = 0
    overdue: int = 0
    due_today: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.items)


@dataclass(frozen=True)
class Due:
    """A task or a project that has to be done by `day`."""

    thing: Task | Project
    day: date

    @property
    def is_task(self) -> bool:
        return isinstance(self.thing, Task)


def my_tasks(me: StaffMember, today: date) -> Tasks:
    """What I am to do and is not done: what should have been done first, then what is due next. One query."""
    late, now = (func.count().filter(day).over() for day in (Task.due_on < today, Task.due_on == today))
    mine = select(Task, func.count().over(), late, now).where(Task.status.in_(UNDONE), is_of(me.id))
    rows = db.session.execute(_places(_by_day(mine)).limit(SHOWN)).all()
    return Tasks([row[0] for row in rows], *rows[0][1:]) if rows else Tasks()


def waiting() -> Tasks:
    """What goes on only once a customer has answered, anybody's. One query."""
    asked = select(Task, func.count().over()).where(Task.status == WAITING)
    rows = db.session.execute(_places(_by_day(asked)).limit(SHOWN)).all()
    return Tasks([row[0] for row in rows], rows[0][1]) if rows else Tasks()


def due(me: StaffMember, today: date) -> list[Due]:
    """Projects, and the tasks of all the others, that are overdue or due within a week, the most urgent first.

    My own tasks stand beside it already. Three queries at most, with those who are to do the tasks.
    """
    last = today + HORIZON
    tasks = select(Task).where(Task.status.in_(UNDONE), Task.due_on <= last, ~is_of(me.id))
    tasks = tasks.options(selectinload(Task.assignees).joinedload(TaskAssignee.staff))
    projects = select(Project).where(Project.status.in_(UNDONE_PROJECTS), Project.ends_on <= last)
    projects = projects.options(joinedload(Project.customer)).order_by(Project.ends_on, Project.id)
    found = [Due(task, task.due_on) for task in db.session.scalars(_places(_by_day(tasks)).limit(SHOWN))]
    found += [Due(project, project.ends_on) for project in db.session.scalars(projects.limit(SHOWN))]
    return sorted(found, key=lambda due: due.day)[:SHOWN]


def _by_day(query: Select) -> Select:
    return query.order_by(Task.due_on.nulls_last(), Task.id)


def _places(query: Select) -> Select:
    """With the names of customer and project, in the same query."""
    return query.options(joinedload(Task.customer), joinedload(Task.project))
