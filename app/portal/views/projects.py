"""Projects as the customers' people see them."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response

from app.discussion.thread import thread_of
from app.files.models import File
from app.projects import section  # noqa: F401 (registers the section that these pages are)
from app.projects.models import SECTION, Project
from app.web.pages import page, paged
from tenants import db

from .. import words
from ..elsewhere import look_up
from ..guard import current_person, portal_contact, portal_required
from ..lists import group_sizes, projects_of, tasks_of, team_of, tiles, with_team

bp = Blueprint("portal_projects", __name__, url_prefix="/kunden/projekte")
words.add_to(bp)

TILES = 24
TASKS = 12
"""Tasks on the page of a project; the list of tasks has all."""


@bp.get("")
@portal_required(SECTION)
def index() -> Response:
    contact = portal_contact()
    projects = paged(projects_of(contact), TILES)
    return page("portal/projects/index.html", projects=projects, tiles=tiles(contact, projects.items))


@bp.get("/<uuid:project_id>")
@portal_required(SECTION, elsewhere=True)
def show(project_id: uuid.UUID) -> Response:
    project = look_up(Project, project_id, *with_team())
    contact = portal_contact()
    (tile,) = tiles(contact, [project])
    tasks = tasks_of(contact, project=project)
    return page(
        "portal/projects/show.html",
        project=project,
        progress=tile.progress,
        team=team_of(project),
        tasks=db.session.scalars(tasks.limit(TASKS)).all(),
        tasks_total=sum(group_sizes(tasks).values()),
        files=paged(File.of(project).where(File.visible)),
        thread=thread_of(project, current_person(), contact=contact),
    )
