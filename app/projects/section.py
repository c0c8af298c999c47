"""Projekte in the registry of sections: what a group opens, what a contact is permitted and gets mail about."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.access import Occasion, Place, Section, sections

from .models import SECTION

sections.add(
    Section(
        SECTION,
        _l("Projekte"),
        "portal_projects.index",
        "folder-kanban",
        occasions=(
            Occasion("project_new", _l("Neues Projekt")),
            Occasion("project_done", _l("Projekt abgeschlossen")),
            Occasion("task_new", _l("Neue Aufgabe")),
            Occasion("task_status", _l("Aufgabe: neuer Stand")),
            Occasion("comment_new", _l("Neuer Beitrag")),
        ),
        beside=(Place(_l("Aufgaben"), "portal_tasks.index"),),
        order=10,
    )
)
