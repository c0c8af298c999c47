"""Two doors: the product's own pages stand on the bare base domain, everything else at an agency."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, request

from tenants import is_apex

View = TypeVar("View", bound=Callable)


def apex_only(view: View) -> View:
    """Mark a view of the product itself; at an agency its address does not exist."""
    view.door = "apex"  # type: ignore[attr-defined]
    return view


def apex_too(view: View) -> View:
    """Mark a view that answers at agencies and on the bare base domain."""
    view.door = "both"  # type: ignore[attr-defined]
    return view


def check_door() -> None:
    """404 for a page behind the other door. A view without a mark belongs to agencies."""
    view = current_app.view_functions.get(request.endpoint or "")
    door = getattr(view, "door", "agency")
    if view is not None and door != "both" and is_apex() != (door == "apex"):
        abort(404)


def init_app(app: Flask) -> None:
    app.before_request(check_door)
