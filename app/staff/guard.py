"""Who gets into the pages of the staff."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from flask import abort, redirect, request, url_for
from flask_login import current_user

from app.audit import denied

from .roles import Permission

View = TypeVar("View", bound=Callable)


def staff_required(permission: Permission) -> Callable[[View], View]:
    """Let in the staff whose role has `permission`, before the view loads anything.

    Signed out: to the sign-in page, and back afterwards. Without the right: 403, and a line in the audit log.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args, **kwargs):
            if not is_staff():
                return redirect(sign_in_address(), 303)
            if not current_user.may(permission):
                denied(request.endpoint, permission=permission)
                abort(403)
            return view(*args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def is_staff() -> bool:
    """Whether somebody of the staff of this agency is signed in (a person of the portal is not)."""
    return current_user.is_authenticated and getattr(current_user, "actor_kind", None) == "staff"


def sign_in_address() -> str:
    """The sign-in page that leads back here; what a form wanted to send is asked for anew."""
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    if wanted in (None, "/verwaltung/"):
        return url_for("staff.sign_in")
    return url_for("staff.sign_in", next=wanted)
