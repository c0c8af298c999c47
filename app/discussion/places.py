"""Where a comment is read: paths at the agency's host, in the office and in the portal."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app

from app.tasks.models import Task

from .models import Comment, Place

PAGES = {
    ("task", False): "tasks.show",
    ("project", False): "projects.discussion",
    ("task", True): "portal_tasks.show",
    ("project", True): "portal_projects.show",
}


def kind_of(place: Place) -> str:
    return "task" if isinstance(place, Task) else "project"


def path_of(place: Place, *, portal: bool = False, comment: uuid.UUID | None = None, **query: Any) -> str:
    """The page that shows the discussion of a place, at one comment; works in requests and in the worker alike.

    The page shows the latest comments; `beitrag=` in the query has it show those around an earlier one.
    """
    kind = kind_of(place)
    addresses = current_app.url_map.bind("")
    path = addresses.build(PAGES[kind, portal], {f"{kind}_id": place.id, **query})
    return f"{path}#{anchor(comment)}" if comment else path


def permalink(comment: Comment, *, portal: bool = False) -> str:
    """The page and the place on it where a comment stands, however much was written since."""
    return path_of(comment.place, portal=portal, comment=comment.id, beitrag=comment.id)


def anchor(comment: uuid.UUID) -> str:
    return f"beitrag-{comment}"
