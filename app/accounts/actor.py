"""Who is acting: `current_user` of Flask-Login, found anew for each request from the sign-in session.

Only through `request_loader`. Flask-Login's own way of signing in and its remember cookie write cookies that are valid
at a sibling agency and after signing out; neither is used, and tests see to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from flask import Flask, Request, has_request_context
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user

from . import sessions

Load = Callable[[UUID], Any]
IMPERSONATED = "impersonated"
"""The kind of who is looked at by staff: its loader takes the id of the impersonation."""

_loaders: dict[str, Load] = {}


class Actor(UserMixin):
    """What a model of users is besides: `class StaffMember(Actor, TenantScoped, db.Model)`. It has a `name`."""

    actor_kind: ClassVar[str]
    """ "staff" or "person"."""

    @property
    def actor_name(self) -> str:
        """What the audit log calls them."""
        return self.name

    # rows are compared by being the same row, not by Flask-Login's get_id()
    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__


class Visitor(AnonymousUserMixin):
    """Somebody who is not signed in."""

    actor_kind = "visitor"
    actor_name = ""
    id = None


def register_actor_kind(kind: str, load: Load) -> None:
    """Say how users of a kind are found.

    `load(user_id)` gives the row, or None when it may not be signed in (deleted, deactivated, locked): then its very
    next request is a visitor's. A row is an `Actor`.
    """
    _loaders[kind] = load


def current_actor() -> Any:
    """The signed-in user of this request, or None; None outside of requests too."""
    if has_request_context() and current_user.is_authenticated:
        return current_user._get_current_object()
    return None


def _load(_: Request) -> Any:
    session = sessions.current()
    if session is None:
        return None
    own = session.impersonation_id is None
    kind, id = (session.kind, session.user_id) if own else (IMPERSONATED, session.impersonation_id)
    return _loaders[kind](id) if kind in _loaders else None


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.request_loader(_load)
    manager.anonymous_user = Visitor
    manager.session_protection = None
    # whoever sends a cookie of this name would not be asked for the session: a name no sibling can write
    app.config["REMEMBER_COOKIE_NAME"] = "__Host-kontor-unused"
