"""Where the staff begin: the start page, and the one search over everything."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import select

from app.contacts.models import Contact
from app.notifications.excerpts import plain
from app.projects.choices import LOOKS
from app.projects.models import Project
from app.settings.day import today
from app.staff.activity import latest
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.staff.steps import add_step, open_steps
from app.tasks.choices import DONE
from app.tasks.models import Task
from app.web.asked import asked_words
from app.web.navigation import nav
from app.web.pages import Paged, asked_page, flash_ok, page, see_other
from tenants import agency_url, db

from . import finding, work
from .letters import letters
from .words import day_words

office = Blueprint("office", __name__, url_prefix="/verwaltung")
bp = Blueprint("overview", __name__, url_prefix="/verwaltung/suche")
blueprints = (office, bp)

PAGE = 50

nav.add("", _l("Übersicht"), "office.start", "house", Permission.OFFICE_ENTER)
add_step(
    30,
    _l("Das erste Projekt anlegen"),
    _l("Darin stehen Aufgaben, Gespräche und Dateien, und der Kunde sieht davon, was Sie ihm zeigen."),
    "projects.create",
    "folder-plus",
    Permission.PROJECTS_EDIT,
    done=lambda: db.session.scalar(select(Project.id).limit(1)) is not None,
)

bp.add_app_template_filter(day_words)
bp.add_app_template_filter(plain, "excerpt")


@office.get("/")
@staff_required(Permission.OFFICE_ENTER)
def start() -> Any:
    """The overview: my work, what customers wrote, what is due, what happened, and for a new agency its first steps."""
    return page(
        "overview/start.html",
        steps=open_steps(),
        entries=latest(),
        portal_url=agency_url("/kunden/"),
        staff_url=agency_url("/anmelden"),
        **(_work() if current_user.may(Permission.PROJECTS_VIEW) else {}),
    )


@office.post("/erledigt/<uuid:task_id>")
@staff_required(Permission.PROJECTS_EDIT)
def finish(task_id: uuid.UUID) -> Any:
    """Tick a task off on the start page."""
    task = Task.get(task_id)
    task.set_status(DONE)
    done = Markup('{} <a href="{}"><bdi>{}</bdi></a>')
    flash_ok(done.format(_("Erledigt:"), url_for("tasks.show", task_id=task.id), task.title))
    return see_other("office.start")


@bp.get("")
@staff_required(Permission.OFFICE_ENTER)
def search() -> Any:
    """What is found of every kind, the first ones of each."""
    query = asked_words()
    groups = finding.everything(query) if query else []
    customers = [customer for group in groups if group.kind.key == "customer" for customer in group.things]
    primaries = Contact.primaries(customers) if customers else {}
    return page(
        "overview/search.html",
        query=query,
        groups=groups,
        kinds=finding.kinds(),
        primaries=primaries,
        looks=LOOKS,
        today=today(),
    )


@bp.get("/kontakte")
@staff_required(Permission.CUSTOMERS_VIEW)
def contacts() -> Any:
    """All contacts that are found, page by page."""
    query, number = asked_words(), asked_page()
    group = finding.first(finding.CONTACTS, query, PAGE, (number - 1) * PAGE)
    shown = number if (number - 1) * PAGE < group.total else 1
    found = Paged(list(group.things), shown, PAGE, group.total, group.more)
    return page("overview/contacts.html", query=query, contacts=found)


def _work() -> dict[str, Any]:
    day = today()
    return {
        "today": day,
        "mine": work.my_tasks(current_user, day),
        "letters": letters(current_user),
        "due": work.due(current_user, day),
        "waiting": work.waiting(),
    }
