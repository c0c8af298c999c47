"""„Als Kunde anmelden“: what of the portal opens to staff who look in a person's place.

They look at what one contact sees and nothing besides: not at the person's other customers, not at what it signs in
with. Every form is refused before anything is asked, whatever page it belongs to.
"""

from __future__ import annotations

from flask import Flask, Response, request

from app.accounts import sessions
from app.accounts.cookies import kind_of_path
from app.impersonation.guard import END, over, refuse_to_change, refuse_to_show, watched

PROFILE = "/kunden/profil"
SHOWN = frozenset(
    {
        "portal.profile",
        "portal.notifications",
        "portal.accesses",
        "portal.entry",
        "portal.entry_picture",
        "portal.own_picture",
    }
)
"""Pages of the profile that staff may see. Whatever is added stays the person's own until it stands here."""


def opens_to_staff(endpoint: str | None) -> bool:
    """Whether the page may be looked at in the person's place."""
    return endpoint in SHOWN


def watch() -> Response | None:
    """Before every request to the portal."""
    if kind_of_path(request.path) != "person":
        return None
    session = sessions.current()
    if session is None or session.impersonation_id is None:
        return None
    if watched() is None:
        return over()
    if request.method not in ("GET", "HEAD", "OPTIONS") and request.endpoint != END:
        return refuse_to_change()
    in_profile = request.path == PROFILE or request.path.startswith(f"{PROFILE}/")
    if in_profile and request.endpoint is not None and not opens_to_staff(request.endpoint):
        return refuse_to_show()
    return None


def init_app(app: Flask) -> None:
    app.before_request(watch)
