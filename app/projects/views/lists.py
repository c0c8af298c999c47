"""Lists of projects: all of them, and those of one customer."""

from __future__ import annotations

import uuid
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from app.customers.models import Customer
from app.customers.tabs import add_tab
from app.discussion.reading import unread_of
from app.groups.frame import frame_of
from app.settings.day import today
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.tasks.progress import progress_of
from app.web.pages import Paged, page, paged
from tenants import db

from ..choices import LOOKS
from ..filters import EVERY
from ..models import Project, number_at
from ..queries import asked_filters, filter_choices
from .blueprint import WITH_TEAM, bp

add_tab(_l("Projekte"), "projects.of_customer", Permission.PROJECTS_VIEW, 30, number_at)


@bp.get("/projekte")
@staff_required(Permission.PROJECTS_VIEW)
def index():
    filters = asked_filters()
    projects = paged(Project.listed(filters).options(*WITH_TEAM))
    anything = projects.total > 0 or db.session.scalar(select(Project.id).limit(1)) is not None
    return _list("projects/index.html", projects, filters=filters, anything=anything, **filter_choices(filters))


@bp.get("/kunden/<uuid:customer_id>/projekte")
@staff_required(Permission.PROJECTS_VIEW)
def of_customer(customer_id: uuid.UUID):
    """The tab „Projekte“ of a customer's record."""
    customer = Customer.get(customer_id)
    filters = asked_filters(status=EVERY, customer=customer)
    projects = paged(Project.listed(filters).options(*WITH_TEAM))
    return _list("customers/projects.html", projects, order=filters.order, **frame_of(customer))


def _list(template: str, projects: Paged, **context: Any):
    """A page with projects, each with its progress and what is new there for the reader."""
    progress = progress_of(project.id for project in projects.items)
    unread = unread_of(current_user, projects.items)
    return page(template, projects=projects, progress=progress, unread=unread, today=today(), looks=LOOKS, **context)
