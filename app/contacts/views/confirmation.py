"""„E-Mail-Adresse überprüfen?“: the question, the mail as it will be, and sending it."""

from __future__ import annotations

import uuid

from flask import abort, request
from flask_babel import gettext as _

from app.accounts import tokens
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.locale import show_email
from app.web.pages import flash_ok, flash_warn, page, see_other

from .. import mails
from ..models import Contact
from ..origin import back_to, way_back
from ..persons import Person
from .blueprint import bp


@bp.get("/kontakte/<uuid:contact_id>/adresse")
@staff_required(Permission.CUSTOMERS_EDIT)
def check_address(contact_id: uuid.UUID):
    """The question that follows „Passwort vergeben“, and can be asked again from the record at any time."""
    contact = Contact.get(contact_id)
    return page("contacts/check_address.html", contact=contact, person=_with_address(contact), back=way_back(contact))


@bp.route("/kontakte/<uuid:contact_id>/adresse/bestaetigung", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def send_confirmation(contact_id: uuid.UUID):
    """The prepared mail; „Senden“ sends it, and links that were sent earlier stop working."""
    contact = Contact.get(contact_id)
    person = _with_address(contact)
    if request.method == "POST":
        return _send(contact)
    draft, variant = mails.confirm_address_draft(person)
    return page(
        "contacts/send_confirmation.html",
        contact=contact, person=person, draft=draft, variant=variant, mark=_mark(person), back=way_back(contact),
    )  # fmt: skip


def _send(contact: Contact):
    """Send what was shown: not twice for one press too many, and not to an address that changed meanwhile."""
    person = Person.find_locked(contact.person_id) or abort(404)
    if request.form.get("stand") == _mark(person):
        person.send_confirmation()
    if person.address_state.kind not in ("sent", "confirmed"):
        flash_warn(_("Nicht gesendet: Die Adresse hat sich inzwischen geändert."))
        return see_other(".send_confirmation", contact_id=contact.id, von=request.args.get("von"))
    if person.email_confirmed_at:
        flash_ok(_("Die Adresse ist schon bestätigt."))
    else:
        flash_ok(_("Die Bestätigung ist unterwegs zu %(email)s.", email=show_email(person.email)))
    endpoint, values = back_to(contact)
    return see_other(endpoint, **values)


def _mark(person: Person) -> str:
    """Travels with the form: which address was shown, and what had been sent to it."""
    return tokens.seal(*person.confirmation_state)


def _with_address(contact: Contact) -> Person:
    """The contact's person. 409 without an address, or while every customer of it is locked."""
    person = contact.person
    if not person.email:
        abort(409, _("Ohne E-Mail-Adresse gibt es nichts zu überprüfen. Bitte tragen Sie zuerst eine ein."))
    if person.shut_out:
        abort(409, _("Der Kunde ist gesperrt. Solange gehen keine E-Mails hinaus."))
    return person
