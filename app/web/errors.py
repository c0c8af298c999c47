"""What is said when something cannot be answered.

These pages stand without a tenant, without a session and without the database: they are rendered outside the usual
template context, which would ask who is signed in. From 500 on they do not even ask for the agency's name.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, g, jsonify, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from psycopg.errors import ForeignKeyViolation
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Conflict, HTTPException, InternalServerError, ServiceUnavailable

from .pages import asked_by_script
from .text import safe

SENTENCES: dict[int, tuple[Any, Any]] = {
    400: (_l("Diese Anfrage war nicht vollständig"), _l("Bitte gehen Sie zurück und versuchen Sie es noch einmal.")),
    403: (
        _l("Das dürfen Sie hier nicht"),
        _l("Ihre Rolle reicht dafür nicht aus. Wer die Agentur verwaltet, kann sie ändern."),
    ),
    404: (
        _l("Diese Seite gibt es hier nicht"),
        _l(
            "Vielleicht wurde sie gelöscht, oder der Link ist unvollständig. "
            "Vielleicht ist sie auch nicht für Sie freigegeben."
        ),
    ),
    405: (_l("So lässt sich diese Seite nicht öffnen"), _l("Bitte beginnen Sie noch einmal auf der Startseite.")),
    409: (
        _l("Das hat sich inzwischen geändert"),
        _l("Jemand war schneller. Bitte laden Sie die Seite neu und sehen Sie nach, was jetzt gilt."),
    ),
    410: (_l("Diesen Link gibt es nicht mehr"), _l("Er wurde schon benutzt, ersetzt oder ist abgelaufen.")),
    413: (_l("Das ist zu groß"), _l("Bitte senden Sie weniger Text oder eine kleinere Datei.")),
    422: (_l("Diese Angaben passen nicht"), _l("Bitte gehen Sie zurück und prüfen Sie Ihre Eingaben.")),
    429: (_l("Das waren zu viele Versuche"), _l("Bitte warten Sie ein wenig und versuchen Sie es dann noch einmal.")),
    500: (
        _l("Hier ist uns ein Fehler unterlaufen"),
        _l("Ihre letzte Eingabe wurde nicht gespeichert. Bitte versuchen Sie es noch einmal."),
    ),
    503: (
        _l("Gerade nicht erreichbar"),
        _l("Das dauert meist nur einen Augenblick. Ihre letzte Eingabe wurde nicht gespeichert."),
    ),
}
"""Heading and sentence for each status; any other status takes those of its hundred."""

SIGNED_OUT = _l(
    "Sie sind nicht mehr angemeldet. Bitte melden Sie sich in einem neuen Fenster an und senden Sie dann hier noch "
    "einmal ab."
)
OPEN_TOO_LONG = _l("Das Formular war zu lange offen. Bitte senden Sie noch einmal ab.")
SECRET = ("pass", "kennwort", "token", "secret")
RESEND_LIMIT = 100_000
RETRY_AFTER = 5
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout, TimeoutError)
CONNECTION_LOST = "8s2b"  # SQLAlchemy's number for what is asked of a connection after it broke


def error_page(status: int, sentence: Any = None, template: str = "errors/error.html", **context: Any) -> str:
    """The page for a status, with a sentence of its own if one is given."""
    if status >= 500:
        g.last_resort = True
    title, usual = SENTENCES.get(status) or SENTENCES[500 if status >= 500 else 400]
    page = current_app.jinja_env.get_template(template)
    return page.render(status=status, title=title, sentence=sentence or usual, home=home(), **context)


def home() -> str:
    """Where „Zur Startseite“ leads: the part of the house the person came from."""
    return "/kunden/" if request.path.startswith("/kunden") else "/"


def http_error(error: HTTPException) -> Response:
    """Any refusal by status. 403, 409, 410, 413, 422 and 429 may carry a sentence: `abort(409, _("…"))`."""
    response = error.get_response()
    if error.response is not None:
        return response  # type: ignore[return-value]
    status = error.code or 500
    own = error.description if status in (403, 409, 410, 413, 422, 429) else None
    response.data = error_page(status, None if own == type(error).description else own)
    response.content_type = "text/html; charset=utf-8"
    return response  # type: ignore[return-value]


def form_expired(error: CSRFError) -> Response:
    """A form whose token does not fit any more, with the button to send it again.

    What was typed (but no passwords) is carried along only when the browser says that the request came from our own
    page: else another site could have its forged request confirmed with one click. Who was signed out meanwhile
    signs in in another window first; until then the button leads here again, and nothing is lost. A script that sent
    the form gets a sentence as JSON, and a token that fits: {"errors": {"": […]}, "token": …}.
    """
    current_app.logger.info("form refused: %s", error.description)
    own_page = request.headers.get("Sec-Fetch-Site") == "same-origin"
    signed_out = _is_guarded() and not current_user.is_authenticated
    if own_page and asked_by_script():
        return _tell_script(signed_out)
    fields = [
        (safe(name), safe(value, lines=True))
        for name, value in request.form.items(multi=True)
        if not any(word in name.lower() for word in SECRET)
    ]
    if not own_page or sum(len(name) + len(value) for name, value in fields) > RESEND_LIMIT:
        fields = []
    html = error_page(
        400,
        template="errors/expired.html",
        fields=fields,
        action=request.full_path.rstrip("?"),
        signed_out=signed_out,
        files=any(file.filename for file in request.files.values()),
    )
    return Response(html.encode("utf-8", "replace"), 400, mimetype="text/html")


def _is_guarded() -> bool:
    """Whether the page asked for lets in nobody who is not signed in."""
    return hasattr(current_app.view_functions.get(request.endpoint or ""), "admits")


def _tell_script(signed_out: bool) -> Response:
    sentence = SIGNED_OUT if signed_out else OPEN_TOO_LONG
    response = jsonify(errors={"": [str(sentence)]}, token="" if signed_out else generate_csrf())
    response.status_code = 400
    return response


def unavailable(error: Exception) -> Response:
    """The database cannot be reached, or has no connection free: come back in a moment."""
    current_app.logger.warning("database unavailable: %s", error)
    return http_error(ServiceUnavailable(retry_after=RETRY_AFTER))


def cut_off(error: PendingRollbackError) -> Response:
    """The database went away on the way, and who noticed first went on without it; else the fault is ours."""
    if error.code == CONNECTION_LOST:
        return unavailable(error)
    raise error


def overtaken(_: StaleDataError) -> Response:
    """What was to be changed is gone since this request read it."""
    return http_error(Conflict())


def refused(error: IntegrityError) -> Response:
    """What was to be written points at something that is gone since this request read it; else the fault is ours."""
    if isinstance(error.orig, ForeignKeyViolation):
        return http_error(Conflict())
    raise error


def crashed(error: InternalServerError) -> Response:
    """A fault of ours. Flask has logged it. What goes wrong after the view (the commit) comes here in any case."""
    original = error.original_exception
    if isinstance(original, UNAVAILABLE) or getattr(original, "code", "") == CONNECTION_LOST:
        return unavailable(original)
    if isinstance(original, StaleDataError):
        return overtaken(original)
    return http_error(InternalServerError())


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(500, crashed)
    app.register_error_handler(StaleDataError, overtaken)
    app.register_error_handler(IntegrityError, refused)
    app.register_error_handler(PendingRollbackError, cut_off)
    for fault in UNAVAILABLE:
        app.register_error_handler(fault, unavailable)
