"""Every POST must come from a page of ours, at this agency, in this sign-in.

Flask-WTF checks the token, which BrowserSession (cookies.py) binds to agency and sign-in. Before that the browser's own
word is heard: `Sec-Fetch-Site` and `Origin` cannot be forged by a page. A sibling agency is "same-site", so `Lax`
cookies come along with its forms: only "same-origin" is good enough.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from .keys import secret_keys


class OriginCheckedProtect(CSRFProtect):
    """CSRFProtect that first refuses what other sites send. Raises CSRFError (400), shown as „Formular abgelaufen“."""

    def protect(self, apply_exemptions: bool = False) -> None:
        try:
            if request.method in current_app.config["WTF_CSRF_METHODS"] and not comes_from_here():
                raise CSRFError("The form was sent from another site.")
            super().protect(apply_exemptions)
        except ValueError as error:  # an Origin or Referer that is no address
            raise CSRFError("The form does not say where it was sent from.") from error


def comes_from_here() -> bool:
    """What the browser says about the page that sent this request. True where it says nothing (old browsers)."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is None or (origin == "null" and "Sec-Fetch-Site" in request.headers):
        return True
    return urlsplit(origin).netloc == request.host


def init_app(app: Flask) -> None:
    app.config.update(
        WTF_CSRF_SECRET_KEY=None,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the sign-in: a form left open over lunch is not lost
        WTF_CSRF_METHODS={"POST", "PUT", "PATCH", "DELETE"},
    )
    with app.app_context():
        app.config["WTF_CSRF_SECRET_KEY"] = secret_keys()[::-1]  # itsdangerous signs with the last
    OriginCheckedProtect(app)
