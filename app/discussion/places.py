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


def address_of(comment: Comment, *, portal: bool = False) -> tuple[str, dict[str, Any]]:
    """Endpoint and values of the page on which a comment stands, for see_other(): however much was written since."""
    endpoint, values = _page(comment.place, portal)
    return endpoint, {**values, "beitrag": comment.id, "_anchor": anchor(comment.id)}


def permalink(comment: Comment, *, portal: bool = False) -> str:
    """The same as a path, in requests and in the worker alike."""
    return f"{path_of(comment.place, portal=portal, beitrag=comment.id)}#{anchor(comment.id)}"


def path_of(place: Place, *, portal: bool = False, **query: Any) -> str:
    """The page that shows the discussion of a place: the latest comments, unless `beitrag=` asks for earlier ones."""
    endpoint, values = _page(place, portal)
    return current_app.url_map.bind("").build(endpoint, values | query)


def anchor(comment: uuid.UUID) -> str:
    return f"beitrag-{comment}"


def _page(place: Place, portal: bool) -> tuple[str, dict[str, Any]]:
    kind = kind_of(place)
    return PAGES[kind, portal], {f"{kind}_id": place.id}
