"""Contacts as the staff see them: forms, record, and who gets into the portal."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from flask import Blueprint, abort, jsonify, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from app.access import opened_by_groups, sections
from app.access.given import given_to
from app.access.models import ContactDefault, ContactNotification, ContactPermission
from app.accounts.passwords import generate_password
from app.customers.models import Customer
from app.mail.outbox import is_active
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, flash_warn, page, see_other
from tenants import agency_url, db

from .forms import NUMBERS, PERSON, ContactForm, NewContactForm, PasswordForm
from .history import history_of_contact
from .models import AlreadyContact, Contact
from .persons import AddressTaken, LinksSwitchedOff, Person, WeakPassword
from .picking import picks
from .registration import AlreadyMade, add_contact, change_person, let_in

bp = Blueprint("contacts", __name__, url_prefix="/verwaltung/kunden")


@bp.route("/<uuid:customer_id>/kontakte/neu", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def create(customer_id: uuid.UUID):
    customer = Customer.get(customer_id)
    form = NewContactForm(
        country=customer.country,
        data=_of(customer, "language", "address_form"),
        permissions=sorted(ContactDefault.keys("permission")),
        notifications=sorted(ContactDefault.keys("notification")),
    )
    form.offer_sections(sections)
    if form.submitted_ok():
        if form.gives_access and not current_user.may(Permission.ACCESS_MANAGE):
            abort(403)
        try:
            contact = add_contact(
                customer, form.person_values, form.same_person.data, defaults=False, **form.contact_values
            )
            let_in(contact.person, **form.access_values)
        except AlreadyMade as before:
            return see_other(".show", contact_id=before.made.id)
        except AlreadyContact:
            form.add_error("email", _("Diese Person ist hier schon Kontakt."))
        except AddressTaken as taken:
            form.offer(taken.person)
        except WeakPassword as weak:
            form.add_error("password", weak.args[0])
        except LinksSwitchedOff:
            form.add_error("send_link", _("Das E-Mail-Template „Lege ein neues Passwort fest“ ist nicht aktiv."))
        else:
            _give(contact, form)
            flash_ok(_("Kontakt angelegt."))
            return see_other("customers.contacts", customer_id=customer.id)
    return page("contacts/create.html", form, customer=customer, unopened=_unopened(customer), **_mails())


@bp.get("/kontakte/auswahl")
@staff_required(Permission.CUSTOMERS_VIEW)
def choices():
    """The contacts that a form offers once its customer is chosen (`?kunde=`)."""
    customer = Customer.find(request.args.get("kunde"))
    return jsonify([asdict(pick) for pick in picks(customer)] if customer else [])


@bp.get("/kontakte/<uuid:contact_id>")
@staff_required(Permission.CUSTOMERS_VIEW)
def show(contact_id: uuid.UUID):
    contact = Contact.get(contact_id)
    entries = db.session.scalars(history_of_contact(contact).limit(10)).all()
    about = {"entries": entries, "given": given_to(contact), "portal_url": agency_url("/kunden/")}
    return page("contacts/show.html", contact=contact, **about, **_mails())


@bp.route("/kontakte/<uuid:contact_id>/bearbeiten", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def edit(contact_id: uuid.UUID):
    contact = Contact.get(contact_id)
    person, customer = contact.person, contact.customer
    form = ContactForm(
        country=customer.country,
        data=_of(person, "email", *PERSON) | _of(contact, "position"),
        permissions=sorted(ContactPermission.keys(contact)),
        notifications=sorted(ContactNotification.keys(contact)),
    )
    form.offer_sections(sections)
    form.show_numbers(contact, customer.country, NUMBERS)
    if form.submitted_ok():
        former = person.email_key
        try:
            person.change_address(form.email.data)
        except AddressTaken as taken:
            form.add_error("email", _("Diese Adresse gehört schon %(name)s.", name=taken.person.name))
        else:
            change_person(person, **form.names)
            contact.update(**form.contact_values)
            _give(contact, form)
            flash_ok(_("Gespeichert."))
            if former != person.email_key and former:
                flash_warn(_("Links, die an die frühere Adresse gingen, sind ungültig. Angemeldet wird mit der neuen."))
            return see_other(".show", contact_id=contact.id)
    return page("contacts/edit.html", form, contact=contact, person=person, unopened=_unopened(customer))


@bp.post("/kontakte/<uuid:contact_id>/haupt")
@staff_required(Permission.CUSTOMERS_EDIT)
def make_primary(contact_id: uuid.UUID):
    contact = Contact.get(contact_id)
    contact.make_primary()
    flash_ok(_("%(name)s ist jetzt Haupt-Ansprechpartner.", name=contact.person.name))
    return see_other(".show", contact_id=contact.id)


@bp.route("/kontakte/<uuid:contact_id>/entfernen", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def remove(contact_id: uuid.UUID):
    contact = Contact.get(contact_id)
    name, customer_id = contact.person.name, contact.customer_id
    if request.method == "POST":
        contact.remove()
        flash_ok(_("%(name)s ist kein Kontakt mehr.", name=name))
        return see_other("customers.contacts", customer_id=customer_id)
    return page("contacts/remove.html", contact=contact, heir=contact.heir)


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
                person.give_password(form.chosen)
                flash_ok(_("Passwort vergeben. %(name)s kann sich jetzt anmelden.", name=person.name))
            return _back(contact)
        except WeakPassword as weak:
            form.add_error("password" if form.how.data == "own" else None, weak.args[0])
        except LinksSwitchedOff:
            form.add_error("how", _("Das E-Mail-Template „Lege ein neues Passwort fest“ ist nicht aktiv."))
    return page("contacts/password.html", form, contact=contact, person=person, **_mails())


@bp.post("/kontakte/<uuid:contact_id>/einladen")
@staff_required(Permission.ACCESS_MANAGE)
def invite(contact_id: uuid.UUID):
    """Send a fresh 48-hour link; earlier ones stop working."""
    contact = Contact.get(contact_id)
    person = _reachable(contact)
    try:
        person.invite()
    except LinksSwitchedOff:
        flash_warn(_("Keine E-Mail versandt: Das E-Mail-Template „Lege ein neues Passwort fest“ ist nicht aktiv."))
    else:
        flash_ok(_("Der Link ist unterwegs zu %(email)s und gilt 48 Stunden.", email=person.email))
    return _back(contact)


@bp.route("/kontakte/<uuid:contact_id>/widerrufen", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def revoke(contact_id: uuid.UUID):
    contact = Contact.get(contact_id)
    if request.method == "POST":
        _held(contact).revoke()
        flash_ok(_("%(name)s hat keinen Zugang mehr.", name=contact.person.name))
        return see_other(".show", contact_id=contact.id)
    return page("contacts/revoke.html", contact=contact)


@bp.route("/kontakte/<uuid:contact_id>/sperren", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def lock(contact_id: uuid.UUID):
    contact = Contact.get(contact_id)
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


def _held(contact: Contact) -> Person:
    """The contact's person, held until the transaction ends; 404 when somebody has just removed it."""
    return Person.find_locked(contact.person_id) or abort(404)


def _back(contact: Contact):
    """To where the button was: the contact's page, which says so with `?von=kontakt`, or the customer's record."""
    if request.args.get("von") == "kontakt":
        return see_other(".show", contact_id=contact.id)
    return see_other("customers.show", customer_id=contact.customer_id)


def _reachable(contact: Contact) -> Person:
    """The contact's person, held as _held() does unless it is only shown. 409 without an address, or while locked."""
    person = _held(contact) if request.method == "POST" else contact.person
    if not person.email:
        abort(409, _("Ohne E-Mail-Adresse gibt es keinen Zugang. Bitte tragen Sie zuerst eine ein."))
    if person.locked_at:
        abort(409, _("Der Zugang ist gesperrt. Bitte entsperren Sie ihn zuerst."))
    return person


def _give(contact: Contact, form: ContactForm) -> None:
    """Permissions and notifications, where the portal has any."""
    if form.permissions.choices:
        ContactPermission.set(contact, form.permissions.data)
    if form.notifications.choices:
        ContactNotification.set(contact, form.notifications.data)


def _unopened(customer: Customer) -> dict[str, Markup]:
    """What to say beside a permission that has no effect yet, by the key of its section."""
    opened = opened_by_groups(customer)
    ways = [(url_for("customers.edit", customer_id=customer.id), _("Gruppen ändern"))]
    if current_user.may(Permission.SETTINGS_EDIT):
        ways.append((url_for("groups.index"), _("Was Gruppen öffnen")))
    links = Markup(" · ").join(Markup('<a href="{}">{}</a>').format(*way) for way in ways)
    closed = [section for section in sections.with_permission() if section.key not in opened]
    return {
        one.key: Markup("{} {}").format(_("Wirkt erst, wenn eine Gruppe %(name)s öffnet.", name=one.label), links)
        for one in closed
    }


def _mails() -> dict[str, bool]:
    return {"links_active": is_active("set_password"), "welcome_active": is_active("welcome")}


def _of(thing: object, *names: str) -> dict[str, object]:
    return {name: getattr(thing, name) for name in names}
