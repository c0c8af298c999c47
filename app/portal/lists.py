"""The lists of the portal: which projects, tasks and files a contact is shown, and what is said beside each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.contacts.models import Contact
from app.customers import search
from app.discussion.models import Comment
from app.files.models import File
from app.projects.choices import ACTIVE, PAUSED, PLANNED
from app.projects.models import Project, ProjectMember
from app.staff.models import StaffMember
from app.staff.picking import still_here
from app.tasks.choices import DOING, DONE, OPEN, WAITING
from app.tasks.models import KIND, Task
from app.tasks.progress import Progress, progress_of
from tenants import db

GROUPS = {"waiting": (WAITING,), "current": (DOING, OPEN), "done": (DONE,)}
"""How tasks are grouped, by their states."""


@dataclass(frozen=True)
class Tile:
    """A project as it stands in a list: how far it is, and which visible task comes next."""

    project: Project
    progress: Progress | None
    next: Task | None


def projects_of(contact: Contact) -> Select[tuple[Project]]:
    """The projects that the contact sees: those that run first, those that are done last."""
    rank = case({ACTIVE: 0, PLANNED: 1, PAUSED: 2}, value=Project.status, else_=3)
    return Project.visible_to(contact).order_by(rank, Project.sort_key, Project.id)


def tiles(contact: Contact, projects: Iterable[Project]) -> list[Tile]:
    """These projects with what is said of them; two queries, however many they are."""
    projects = list(projects)
    counted = progress_of([one.id for one in projects if one.progress_visible], only_visible=True)
    steps = _next_steps(contact, [one.id for one in projects if not one.done])
    return [Tile(one, counted.get(one.id), steps.get(one.id)) for one in projects]


def tasks_of(contact: Contact, query: str = "", project: Project | None = None) -> Select[tuple[Task]]:
    """The tasks that the contact sees, by groups: what waits for the customer, what is being done, what is done.

    Within a group what is due first comes first; of what is done, what was done last.
    """
    tasks = Task.visible_to(contact)
    if query:
        tasks = tasks.where(search.met(KIND, query, Task.id))
    if project is not None:
        tasks = tasks.where(Task.project_id == project.id)
    return tasks.order_by(_group(), Task.done_at.desc(), Task.due_on.asc().nulls_last(), Task.sort_key, Task.id)


def group_sizes(tasks: Select[tuple[Task]]) -> dict[str, int]:
    """How many of these tasks are in each group."""
    counted = tasks.order_by(None).with_only_columns(Task.status, func.count()).group_by(Task.status)
    by_status = dict(db.session.execute(counted).all())
    return {group: sum(by_status.get(status, 0) for status in states) for group, states in GROUPS.items()}


def grouped(tasks: Iterable[Task]) -> list[tuple[str, list[Task]]]:
    """The tasks of one page under their groups, without the empty ones."""
    tasks = list(tasks)
    parts = [(name, [task for task in tasks if task.status in states]) for name, states in GROUPS.items()]
    return [(name, part) for name, part in parts if part]


def waiting_for(contact: Contact) -> Select[tuple[Task]]:
    """The tasks that wait for the customer, what is due first at the head."""
    return tasks_of(contact).where(Task.status == WAITING)


def files_of(contact: Contact) -> Select[tuple[File]]:
    """The files that the contact sees, the newest first, with where they belong."""
    comment = joinedload(File.comment)
    return (
        File.visible_to(contact)
        .options(joinedload(File.customer), joinedload(File.project), joinedload(File.task))
        .options(comment.joinedload(Comment.task), comment.joinedload(Comment.project))
        .order_by(File.created_at.desc(), File.id.desc())
    )


def team_of(project: Project | None) -> list[StaffMember]:
    """Who of the agency works on the project, as far as the customer may know it."""
    return project.team if project is not None and project.team_visible else []


def people_of(task: Task) -> list[StaffMember]:
    """Who of the agency is to do the task, unless its project keeps that to itself."""
    if task.project is not None and not task.project.team_visible:
        return []
    return still_here(task.people)


def with_team() -> tuple[Any, ...]:
    """Load with projects who works on them."""
    return selectinload(Project.members).joinedload(ProjectMember.staff), joinedload(Project.created_by)


def _group() -> Any:
    return case({WAITING: 0, DONE: 2}, value=Task.status, else_=1)


def _next_steps(contact: Contact, ids: list[uuid.UUID]) -> dict[uuid.UUID, Task]:
    """Of each project the visible task that comes next: what waits for the customer first, then what is due first."""
    if not ids:
        return {}
    due = (_group(), Task.due_on.asc().nulls_last(), Task.sort_key, Task.id)
    ranked = (
        Task.visible_to(contact)
        .where(Task.project_id.in_(ids), Task.status != DONE)
        .with_only_columns(Task.id, func.row_number().over(partition_by=Task.project_id, order_by=due).label("rank"))
        .subquery()
    )
    first = select(Task).join(ranked, ranked.c.id == Task.id).where(ranked.c.rank == 1)
    return {task.project_id: task for task in db.session.scalars(first) if task.project_id}
