"""What stands on the start page of a contact: each card only where its section is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import joinedload

from app.contacts.models import Contact
from app.files.models import SECTION as FILES
from app.files.models import File
from app.projects.choices import DONE
from app.projects.models import SECTION as PROJECTS
from app.projects.models import Project
from app.staff.models import StaffMember
from app.tasks.models import Task
from app.tasks.progress import Progress, checklists_of
from app.web.looking import looked_at
from tenants import db

from .lists import Tile, files_of, group_sizes, projects_of, tasks_of, team_of, tiles, waiting_for, with_team
from .models import Visit
from .news import News, news_for

WAITING, TILES, FILES_SHOWN = 6, 4, 4
"""How much of each a card shows."""


@dataclass
class Start:
    """The cards; `None` where the section is not reached. `first` is said of the very first visit."""

    first: bool = True
    news: list[News] = field(default_factory=list)
    waiting: list[Task] | None = None
    waiting_total: int = 0
    checklists: dict[UUID, Progress] = field(default_factory=dict)
    projects: list[Tile] | None = None
    projects_total: int = 0
    files: list[File] | None = None
    project: Project | None = None
    team: list[StaffMember] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all to show yet."""
        return not (self.news or self.waiting or self.projects or self.files)


def start_of(contact: Contact, reached: set[str], session_id: UUID) -> Start:
    """What the contact finds on coming in; looking at it is kept as a visit. A fixed number of queries."""
    visit = Visit.of(contact)
    since = visit.before(session_id) if visit else None
    start = Start(first=since is None)
    if PROJECTS in reached:
        _add_work(start, contact)
    if FILES in reached:
        start.files = list(db.session.scalars(files_of(contact).limit(FILES_SHOWN)))
    if reached:
        start.news = news_for(contact, since, waiting=start.waiting or ())
    if reached and looked_at() and not (visit and visit.fresh(session_id)):
        Visit.note(contact, session_id)
    return start


def _add_work(start: Start, contact: Contact) -> None:
    waiting = waiting_for(contact)
    start.waiting = list(db.session.scalars(waiting.options(joinedload(Task.project)).limit(WAITING)))
    start.waiting_total = group_sizes(tasks_of(contact))["waiting"]
    start.checklists = checklists_of([task.id for task in start.waiting if task.customer_ticks])
    current = projects_of(contact).where(Project.status != DONE)
    projects = list(db.session.scalars(current.options(*with_team()).limit(TILES + 1)))
    start.projects, start.projects_total = tiles(contact, projects[:TILES]), len(projects)
    start.project = next((project for project in projects if team_of(project)), None)
    start.team = team_of(start.project)
