"""Whom a primary contact asked for in the portal, where the staff have the last word."""

from __future__ import annotations

import uuid

from flask import abort
from flask_babel import gettext as _

from app.access.admitting import admit
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, flash_warn, see_other

from ..asked import ContactRequest
from ..models import AlreadyContact
from ..persons import ShutOut
from .blueprint import bp


@bp.post("/anfragen/<uuid:request_id>/aufnehmen")
@staff_required(Permission.CUSTOMERS_EDIT)
def admit_asked(request_id: uuid.UUID):
    """Make the contact; of the person who has the address, if somebody has."""
    request = ContactRequest.find_locked(request_id) or abort(404)
    customer_id, name = request.customer_id, request.name
    try:
        admit(request)
    except AlreadyContact:
        request.decline()
        flash_warn(_("Diese Person ist hier schon Kontakt."))
    except ShutOut:
        abort(409, _("Der Zugang oder der Kunde ist gesperrt. Bitte entsperren Sie zuerst."))
    else:
        flash_ok(_("%(name)s ist jetzt Kontakt.", name=name))
    return see_other("customers.contacts", customer_id=customer_id)


@bp.post("/anfragen/<uuid:request_id>/ablehnen")
@staff_required(Permission.CUSTOMERS_EDIT)
def decline_asked(request_id: uuid.UUID):
    request = ContactRequest.find_locked(request_id) or abort(404)
    customer_id, name = request.customer_id, request.name
    request.decline()
    flash_ok(_("%(name)s wird nicht hinzugefügt.", name=name))
    return see_other("customers.contacts", customer_id=customer_id)
