"""What the address of a list or a board asks for."""

from __future__ import annotations

import uuid
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.customers.picking import MOST, labels_of
from app.projects.models import Project
from app.settings.day import today
from app.staff.models import StaffMember
from app.web.asked import asked_choice, asked_id, asked_order, asked_words
from tenants import db

from .choices import PRIORITIES, STATUSES
from .filters import EVERY, NOBODY, NOT_DONE, ORDERS, OVERDUE, WEEK, Filters
from .models import Task

MINE = "ich"
KEPT = ("q", "kunde", "projekt", "mitarbeiter", "faellig", "prioritaet")
"""What list and board hand to each other."""


def asked_filters() -> Filters:
    """The filters in the query of the address; what makes no sense there is left out."""
    staff = request.args.get("mitarbeiter")
    return Filters(
        query=asked_words(),
        status=asked_choice("status", (EVERY, *STATUSES), NOT_DONE),
        customer_id=asked_id("kunde"),
        project_id=asked_id("projekt"),
        staff_id=current_user.id if staff == MINE else asked_id("mitarbeiter"),
        unassigned=staff == NOBODY,
        due=asked_choice("faellig", (OVERDUE, WEEK)),
        priority=asked_choice("prioritaet", PRIORITIES),
        today=today(),
        order=asked_order(ORDERS, "faellig"),
    )


def kept_arguments() -> dict[str, str]:
    """The filters of this address, as another page of tasks takes them."""
    return {name: value for name in KEPT if (value := request.args.get(name))}


def filter_choices(filters: Filters) -> dict[str, Any]:
    """What the selects above the tasks offer."""
    theirs = select(Task.customer_id).where(Task.customer_id.is_not(None)).distinct().limit(MOST)
    customers = {*db.session.scalars(theirs), filters.customer_id} - {None}
    projects = select(Project).where(Project.id.in_(select(Task.project_id))).order_by(Project.sort_key, Project.id)
    if filters.customer_id:
        projects = projects.where(Project.customer_id == filters.customer_id)
    others = [member for member in db.session.scalars(StaffMember.everyone()) if member.id != current_user.id]
    return {
        "states": [(NOT_DONE, _("nicht erledigt")), (EVERY, _("alle")), *STATUSES.items()],
        "customers": labels_of(customers),
        "projects": _with_chosen(list(db.session.scalars(projects.limit(MOST))), filters.project_id),
        "staff": [(MINE, _("ich")), (NOBODY, _("niemand")), *((str(member.id), member.name) for member in others)],
        "chosen_staff": MINE if filters.staff_id == current_user.id else request.args.get("mitarbeiter"),
        "dues": [(OVERDUE, _("überfällig")), (WEEK, _("diese Woche"))],
        "priorities": PRIORITIES.items(),
    }


def _with_chosen(projects: list[Project], chosen: uuid.UUID | None) -> list[tuple[str, str]]:
    if chosen and chosen not in {project.id for project in projects} and (project := Project.find(chosen)):
        projects.insert(0, project)
    return [(str(project.id), project.name) for project in projects]
