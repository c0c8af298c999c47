"""What all pages of projects share."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.contacts.models import Contact
from app.staff.roles import Permission
from app.web.navigation import nav
from tenants import db

from .. import notices  # noqa: F401 (how projects read in mails)
from ..models import Project, ProjectMember

bp = Blueprint("projects", __name__, url_prefix="/verwaltung")
nav.add("", _l("Projekte"), "projects.index", "folder-kanban", Permission.PROJECTS_VIEW)

WITH_TEAM: tuple[ExecutableOption, ...] = (
    joinedload(Project.customer),
    selectinload(Project.members).joinedload(ProjectMember.staff),
)
"""What a line of the list shows besides the project."""


def load(project_id: uuid.UUID) -> Project:
    """The project with what its record shows; 404 when there is none."""
    person = joinedload(Project.contact).joinedload(Contact.person)
    query = select(Project).where(Project.id == project_id).options(*WITH_TEAM, person)
    return db.session.scalar(query) or abort(404)
