"""The record of a customer and its tabs."""

from __future__ import annotations

import uuid
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from app.contacts.at_customer import matching, number_at
from app.contacts.history import latest_of, number_of
from app.groups.frame import frame_of
from app.projects.choices import LOOKS, UNDONE
from app.projects.models import Project
from app.settings.day import today
from app.staff.activity import hidden_kinds
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.tasks.progress import progress_of
from app.web.asked import asked_choice, asked_words
from app.web.pages import Paged, asked_page, page, paged
from tenants import agency_url, db

from ..models import Customer
from ..tabs import add_tab
from .blueprint import bp

LATEST = 6
"""Lines of the history, contacts, and projects on the overview."""

PAGE = 50

KINDS = {
    "kunde": (_l("Kunde"), {"customer"}),
    "kontakte": (_l("Kontakte und Zugänge"), {"contact", "person"}),
    "projekte": (_l("Projekte"), {"project"}),
    "aufgaben": (_l("Aufgaben"), {"task"}),
}
"""What the history can be narrowed to."""

add_tab(_l("Übersicht"), "customers.show", Permission.CUSTOMERS_VIEW, 10)
add_tab(_l("Kontakte"), "customers.contacts", Permission.CUSTOMERS_VIEW, 20, number_at)
add_tab(_l("Verlauf"), "customers.history", Permission.CUSTOMERS_VIEW, 90)


@bp.get("/<uuid:customer_id>")
@staff_required(Permission.CUSTOMERS_VIEW)
def show(customer_id: uuid.UUID):
    customer = Customer.get(customer_id)
    first = db.session.scalars(matching(customer).limit(LATEST + 1)).all()
    entries = latest_of(customer, LATEST, hidden=hidden_kinds())
    about = {"contacts": first[:LATEST], "more": len(first) > LATEST, "entries": entries}
    return _record("customers/show.html", customer, **about, **_projects(customer))


@bp.get("/<uuid:customer_id>/kontakte")
@staff_required(Permission.CUSTOMERS_VIEW)
def contacts(customer_id: uuid.UUID):
    """All contacts, page by page, or those who are found."""
    customer, query = Customer.get(customer_id), asked_words()
    found = paged(matching(customer, query), PAGE)
    anything = found.total > 0 or (query and number_at(customer) > 0)
    about = {"found": found, "contacts": found.items, "query": query, "anything": anything}
    return _record("customers/contacts.html", customer, **about)


@bp.get("/<uuid:customer_id>/verlauf")
@staff_required(Permission.CUSTOMERS_VIEW)
def history(customer_id: uuid.UUID):
    """Everything that concerns the customer, the latest first, or one kind of it (`?art=`)."""
    customer, hidden = Customer.get(customer_id), hidden_kinds()
    kinds = {key: label for key, (label, tables) in KINDS.items() if not tables & hidden}
    kind = asked_choice("art", kinds)
    tables = KINDS[kind][1] if kind else None
    total, more = number_of(customer, tables, hidden)
    number = min(asked_page(), max(1, -(-total // PAGE)))
    lines = latest_of(customer, PAGE, (number - 1) * PAGE, tables, hidden)
    found = Paged(list(lines), number, PAGE, total, more)
    return _record("customers/history.html", customer, history=found, entries=lines, kinds=kinds, kind=kind)


def _projects(customer: Customer) -> dict[str, Any]:
    """Those that are not done, each with its progress, for who may see projects."""
    if not current_user.may(Permission.PROJECTS_VIEW):
        return {"projects": None}
    theirs = select(Project).where(Project.customer_id == customer.id, Project.status.in_(UNDONE))
    projects = db.session.scalars(theirs.order_by(Project.sort_key, Project.id).limit(LATEST)).all()
    progress = progress_of(project.id for project in projects)
    return {"projects": projects, "progress": progress, "looks": LOOKS, "today": today()}


def _record(template: str, customer: Customer, **context: Any):
    """A page of the record, with what its frame shows."""
    return page(template, portal_url=agency_url("/kunden/"), **frame_of(customer), **context)
