"""The record of a project and its tabs."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access import reached_by
from app.discussion.reading import unread_of
from app.discussion.thread import thread_of
from app.files.panel import panel_of
from app.settings.day import today
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.tasks.forms import QuickForm
from app.tasks.progress import Progress, checklists_of, progress_of
from app.tasks.queries import asked_filters
from app.web.pages import page, paged
from tenants import db

from ..choices import LOOKS, STATUSES
from ..forms import GlimpseForm
from ..history import history_of
from ..models import SECTION, Project
from .blueprint import bp, load

LATEST = 6
"""Lines of the history on the overview."""


@bp.get("/projekte/<uuid:project_id>")
@staff_required(Permission.PROJECTS_VIEW)
def show(project_id: uuid.UUID):
    project = load(project_id)
    entries = db.session.scalars(history_of(project).limit(LATEST)).all()
    context = {"form": GlimpseForm(formdata=None, obj=project), "seen_by": reached_by(project.customer, SECTION)}
    return _record("projects/show.html", project, entries=entries, **context)


@bp.get("/projekte/<uuid:project_id>/aufgaben")
@staff_required(Permission.PROJECTS_VIEW)
def tasks(project_id: uuid.UUID):
    """Its tasks, those that are done when asked for, and the line to add one."""
    project = load(project_id)
    filters = replace(asked_filters(), project_id=project.id)
    found = paged(filters.listed())
    context = {"checklists": checklists_of(task.id for task in found.items), "quick": QuickForm(formdata=None)}
    unread = unread_of(current_user, found.items)
    return _record("projects/tasks.html", project, found=found, filters=filters, unread=unread, **context)


@bp.get("/projekte/<uuid:project_id>/gespraech")
@staff_required(Permission.PROJECTS_VIEW)
def discussion(project_id: uuid.UUID):
    project = load(project_id)
    return _record("projects/discussion.html", project, thread=thread_of(project, current_user))


@bp.get("/projekte/<uuid:project_id>/dateien")
@staff_required(Permission.PROJECTS_VIEW)
def files(project_id: uuid.UUID):
    project = load(project_id)
    return _record("projects/files.html", project, panel=panel_of(project))


@bp.get("/projekte/<uuid:project_id>/verlauf")
@staff_required(Permission.PROJECTS_VIEW)
def history(project_id: uuid.UUID):
    project = load(project_id)
    lines = paged(history_of(project))
    return _record("projects/history.html", project, history=lines, entries=lines.items)


def _record(template: str, project: Project, **context: Any):
    """A page of the record, with what its frame shows."""
    progress = progress_of([project.id])[project.id]
    frame = {"progress": progress, "parts": _parts(project, progress), "looks": LOOKS, "statuses": STATUSES}
    return page(template, project=project, today=today(), **frame, **context)


def _parts(project: Project, progress: Progress) -> list[tuple[str, str, bool, int | str | None]]:
    """The tabs of the record: label, address, whether it is the present one, count."""
    unread = unread_of(current_user, [project])[project.id]
    tabs = [
        (_("Überblick"), "projects.show", None),
        (_("Aufgaben"), "projects.tasks", progress.total),
        (_("Gespräch"), "projects.discussion", _("%(count)d neu", count=unread) if unread else None),
        (_("Dateien"), "projects.files", None),
        (_("Verlauf"), "projects.history", None),
    ]
    return [
        (label, url_for(endpoint, project_id=project.id), request.endpoint == endpoint, count)
        for label, endpoint, count in tabs
    ]
