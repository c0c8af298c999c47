"""Where the person is signed in, and who of the agency looked in its place."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.accounts import sessions
from app.impersonation.models import Impersonation
from app.web.pages import flash_ok, page, paged, see_other

from ..blueprint import bp
from ..guard import current_person, portal_required
from ..speech import keep_speaking_to


@bp.get("/profil/anmeldungen")
@portal_required()
def devices() -> Response:
    """Where the person is signed in."""
    live = sessions.live_sessions("person", current_person().id)
    return page("portal/devices.html", devices=live, here=sessions.current())


@bp.post("/profil/anmeldungen/<uuid:session_id>/ende")
@portal_required()
def end_session(session_id: UUID) -> Response:
    """Sign out one other device; a session that is gone is just as well."""
    sessions.end_one("person", current_person().id, session_id)
    flash_ok(_("Das Gerät ist abgemeldet."))
    return see_other("portal.devices")


@bp.post("/profil/anmeldungen/abmelden")
@portal_required()
def sign_out_everywhere() -> Response:
    person = current_person()
    keep_speaking_to(person)
    person.sign_out_everywhere()
    sessions.end()
    flash_ok(_("Sie sind jetzt auf allen Geräten abgemeldet."))
    return see_other("portal.sign_in")


@bp.get("/profil/zugriffe")
@portal_required()
def accesses() -> Response:
    """„Zugriffe“: who of the agency looked at the portal as this person, when and why."""
    person = current_person()
    firms = {contact.id: contact.customer.name for contact in person.contacts}
    return page("portal/accesses.html", accesses=paged(Impersonation.of(person.id)), firms=firms)
