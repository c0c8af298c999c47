"""Access to the portal: given, taken away, locked."""

from __future__ import annotations

import uuid

from flask import abort, request
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.passwords import generate_password
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, flash_warn, page, see_other

from ..bulk import told_switched_off
from ..forms import PasswordForm
from ..models import Contact
from ..origin import back_to
from ..persons import LinksSwitchedOff, Person, WeakPassword
from .blueprint import bp, switches


@bp.route("/kontakte/<uuid:contact_id>/passwort", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def password(contact_id: uuid.UUID):
    """Give access: by a link, by a password that the program chose, by one that is typed."""
    contact = Contact.get(contact_id)
    person = _reachable(contact)
    form = PasswordForm(how="program", suggestion=generate_password(person.own_words))
    if form.submitted_ok():
        try:
            if form.how.data == "link":
                person.invite()
                flash_ok(_("Der Link ist unterwegs zu %(email)s und gilt 48 Stunden.", email=person.email))
            else:
                person.give_password(form.chosen, must_change=form.must_change.data)
                flash_ok(_("Passwort vergeben. %(name)s kann sich jetzt anmelden.", name=person.name))
            return _onwards(contact)
        except WeakPassword as weak:
            form.add_error("password" if form.how.data == "own" else None, weak.args[0])
        except LinksSwitchedOff:
            form.add_error("how", _("Das E-Mail-Template „Lege ein neues Passwort fest“ ist nicht aktiv."))
    return page("contacts/password.html", form, contact=contact, person=person, **switches())


@bp.post("/kontakte/<uuid:contact_id>/einladen")
@staff_required(Permission.ACCESS_MANAGE)
def invite(contact_id: uuid.UUID):
    """Send a fresh 48-hour link; earlier ones stop working."""
    contact = Contact.get(contact_id)
    person = _reachable(contact)
    try:
        person.invite()
    except LinksSwitchedOff:
        flash_warn(told_switched_off())
    else:
        flash_ok(_("Der Link ist unterwegs zu %(email)s und gilt 48 Stunden.", email=person.email))
    return _back(contact)


@bp.route("/kontakte/<uuid:contact_id>/widerrufen", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def revoke(contact_id: uuid.UUID):
    """Take access away for good, after a word about what that means."""
    contact = _with_access(contact_id)
    if request.method == "POST":
        _held(contact).revoke()
        flash_ok(_("%(name)s hat keinen Zugang mehr.", name=contact.person.name))
        return see_other(".show", contact_id=contact.id)
    return page("contacts/revoke.html", contact=contact)


@bp.route("/kontakte/<uuid:contact_id>/sperren", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def lock(contact_id: uuid.UUID):
    """Keep the person out until it is unlocked."""
    contact = _with_access(contact_id)
    if request.method == "POST":
        _held(contact).lock()
        flash_ok(_("%(name)s ist gesperrt.", name=contact.person.name))
        return see_other(".show", contact_id=contact.id)
    return page("contacts/lock.html", contact=contact)


@bp.post("/kontakte/<uuid:contact_id>/entsperren")
@staff_required(Permission.ACCESS_MANAGE)
def unlock(contact_id: uuid.UUID):
    contact = Contact.get(contact_id)
    _held(contact).unlock()
    flash_ok(_("%(name)s ist entsperrt.", name=contact.person.name))
    return see_other(".show", contact_id=contact.id)


@bp.route("/kontakte/<uuid:contact_id>/zwei-faktor", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def reset_factor(contact_id: uuid.UUID):
    """For who lost the app: GET asks, POST takes the second factor away."""
    contact = Contact.get(contact_id)
    if request.method == "POST":
        if _held(contact).reset_second_factor():
            flash_ok(_("%(name)s meldet sich jetzt wieder mit dem Passwort allein an.", name=contact.person.name))
        return see_other(".show", contact_id=contact.id)
    return page("contacts/reset_factor.html", contact=contact)


def _with_access(contact_id: uuid.UUID) -> Contact:
    """The contact. 409 where there is no access that could be taken away or locked."""
    contact = Contact.get(contact_id)
    if not contact.person.has_access:
        abort(409, _("%(name)s hat keinen Zugang zum Portal.", name=contact.person.name))
    return contact


def _held(contact: Contact) -> Person:
    """The contact's person, held until the transaction ends; 404 when somebody has just removed it."""
    return Person.find_locked(contact.person_id) or abort(404)


def _back(contact: Contact):
    endpoint, values = back_to(contact)
    return see_other(endpoint, **values)


def _onwards(contact: Contact):
    """After the password comes the question whether the address is right, unless it is answered or being answered."""
    if contact.person.address_state.open and current_user.may(Permission.CUSTOMERS_EDIT):
        return see_other(".check_address", contact_id=contact.id, von=request.args.get("von"))
    return _back(contact)


def _reachable(contact: Contact) -> Person:
    """The contact's person, held as _held() does unless it is only shown.

    409 without an address, while locked, and while its customers are.
    """
    person = _held(contact) if request.method == "POST" else contact.person
    if not person.email:
        abort(409, _("Ohne E-Mail-Adresse gibt es keinen Zugang. Bitte tragen Sie zuerst eine ein."))
    if person.locked_at:
        abort(409, _("Der Zugang ist gesperrt. Bitte entsperren Sie ihn zuerst."))
    if person.shut_out:
        abort(409, _("Der Kunde ist gesperrt. Bitte entsperren Sie ihn zuerst."))
    return person
