"""„Als Kunde anmelden“ on the record of a contact, and the way back."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, abort
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import sessions
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.portal.guard import portal_required
from app.staff.guard import staff_required
from app.staff.models import StaffMember
from app.staff.roles import Permission
from app.web.pages import flash_warn, page, see_other

from .current import current_impersonation
from .forms import EnterForm
from .guard import impersonated, mark
from .models import AlreadyBegun, Impersonation, NoPortal, may_be_entered

bp = Blueprint("impersonation", __name__)
bp.add_app_template_global(mark, "impersonation_mark")
bp.add_app_template_global(impersonated)
bp.add_app_template_test(may_be_entered, "to_be_entered")


@bp.route("/verwaltung/kunden/kontakte/<uuid:contact_id>/als-kunde", methods=["GET", "POST"])
@staff_required(Permission.PORTAL_ENTER)
def begin(contact_id: uuid.UUID) -> Response:
    """Ask for the reason; then into the portal, which knows from its cookie that it is staff who look."""
    contact, form = Contact.get(contact_id), EnterForm()
    if not may_be_entered(contact):
        abort(409, _("Dieser Kontakt kommt zurzeit selbst nicht ins Portal."))
    if form.submitted_ok():
        return _enter(contact, form)
    return page("impersonation/begin.html", form, contact=contact)


@bp.post("/kunden/als-kunde/beenden")
@portal_required()
def end() -> Response:
    """„Beenden“: back to the record of the contact."""
    impersonation = current_impersonation()
    if impersonation is None:
        return see_other("portal.start")
    impersonation.end(StaffMember.get(impersonation.staff_id))
    sessions.end()
    return see_other("contacts.show", contact_id=impersonation.contact_id)


def _enter(contact: Contact, form: EnterForm) -> Response:
    """Begin, or go on with what the same form has begun; 409 when somebody shut the contact out meanwhile."""
    here, staff = sessions.current(), current_user._get_current_object()
    Person.find_locked(contact.person_id)  # whoever locks or revokes at this moment ends this session too
    try:
        looking = Impersonation.begin(contact, staff, form.reason.data, id=form.id.data, session=here)
    except NoPortal:
        abort(409, _("Dieser Kontakt kommt zurzeit selbst nicht ins Portal."))
    except AlreadyBegun as before:
        looking = before.made
        if looking.contact_id != contact.id or not looking.counts_for(here):
            flash_warn(_("Die Ansicht als Kunde ist zu Ende."))
            return see_other("contacts.show", contact_id=contact.id)
    sessions.start("person", contact.person_id, impersonation_id=looking.id)
    return see_other("portal.start")
