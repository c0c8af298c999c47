"""Who may send much: those alone whom the view would let in.

The body of a request is read here, before anything else is asked of the database: however slowly it arrives, no
transaction and no connection waits for it, and form tokens are checked on what lies on the disk by then.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from flask_babel import gettext as _

from app.accounts.csrf import comes_from_here
from app.web.errors import unavailable

from .sizes import size_text

View = TypeVar("View", bound=Callable)

FORM = 1_000_000
"""Bytes for everything else in a form with files."""

FULL = (errno.ENOSPC, errno.EDQUOT)


def takes_files(view: View) -> View:
    """Mark a view, below its guard, whose form may bring files.

    Only who passes the guard may then send as much as an upload may hold; everybody else stays at a megabyte.
    """
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def read_body() -> None:
    """Take the form in."""
    if request.method != "POST" or "kontor.fault" in request.environ:
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False) and _comes_from_here() and _is_let_in(view):
        request.max_content_length = current_app.config["UPLOAD_SIZE"] + FORM
        _refuse_early(request.max_content_length)
    request.form  # noqa: B018 - reading it is what it is for


def _comes_from_here() -> bool:
    try:
        return comes_from_here()
    except ValueError:  # an Origin that is no address
        return False


def _is_let_in(view: Any) -> bool:
    """Ask the guard in a context of its own, whose session ends at once."""
    with current_app.app_context():
        return bool(view.admits())


def _refuse_early(most: int) -> None:
    if request.content_length is not None and request.content_length > most:
        abort(413, _("Auf einmal gehen höchstens %(most)s.", most=size_text(current_app.config["UPLOAD_SIZE"])))


def full(error: OSError) -> Response:
    """No room on the disk: come back later. All other faults of the machine are faults."""
    if error.errno not in FULL:
        raise error
    return unavailable(error)


def init_app(app: Flask) -> None:
    app.before_request(read_body)
    app.register_error_handler(OSError, full)
