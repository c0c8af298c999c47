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


def staff_required(permission: Permission, *, without_factor: bool = False) -> Callable[[View], View]:
    """Let in the staff whose role has `permission`, before the view loads anything.

    Signed out: to the sign-in page, and back afterwards. Without the right: 403, and a line in the audit log. Without
    the second factor that the agency asks for: to the page where it is set up, but for pages `without_factor`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args, **kwargs):
            if not is_staff():
                return redirect(sign_in_address(), 303)
            if not without_factor and current_user.owes_second_factor:
                return redirect(url_for("staff.factor"), 303)
            if not current_user.may(permission):
                refuse()
            return view(*args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        guarded.admits = lambda: is_staff() and _may(permission, without_factor)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _may(permission: Permission, without_factor: bool) -> bool:
    return current_user.may(permission) and (without_factor or not current_user.owes_second_factor)


def is_staff() -> bool:
    """Whether somebody of the staff of this agency is signed in (a person of the portal is not)."""
    return current_user.is_authenticated and current_user.actor_kind == "staff"


def refuse(thing=None) -> None:
    """403, with a line in the audit log. For what depends on the very row, after the guard."""
    denied("staff.refused", thing, endpoint=request.endpoint)
    abort(403)


def sign_in_address() -> str:
    """The sign-in page that leads back here; what a form wanted to send is asked for anew."""
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    return url_for("staff.sign_in", next=None if wanted == url_for("office.start") else wanted)
