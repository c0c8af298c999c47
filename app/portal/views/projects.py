"""Projects as the customers' people see them."""

from __future__ import annotations

from flask import Blueprint, Response

from app.projects import section  # noqa: F401
from app.projects.models import SECTION, Project
from app.web.pages import page, paged

from ..guard import portal_contact, portal_required

bp = Blueprint("portal_projects", __name__, url_prefix="/kunden/projekte")


@bp.get("")
@portal_required(SECTION)
def index() -> Response:
    projects = paged(Project.visible_to(portal_contact()).order_by(Project.created_at.desc(), Project.id))
    return page("portal/projects/index.html", projects=projects)
