"""Creating and changing a contact."""

from __future__ import annotations

import uuid

from flask import abort, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from app.access import opened_by_groups, sections
from app.access.models import ContactDefault, ContactNotification, ContactPermission
from app.availability.fields import OWN, SHARED
from app.customers.models import Customer
from app.files.admission import takes_files
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, flash_warn, page, see_other

from ..forms import NUMBERS, PERSON, ContactForm, NewContactForm
from ..models import AlreadyContact, Contact
from ..persons import AddressTaken, LinksSwitchedOff, Person, ShutOut, WeakPassword
from ..registration import AlreadyMade, add_contact, change_person, let_in
from .blueprint import bp, switches


@bp.route("/<uuid:customer_id>/kontakte/neu", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
@takes_files
def create(customer_id: uuid.UUID):
    customer = Customer.get(customer_id)
    form = NewContactForm(
        country=customer.country,
        data=_of(customer, "language", "address_form", "hours"),
        permissions=sorted(ContactDefault.keys("permission")),
        notifications=sorted(ContactDefault.keys("notification")),
    )
    form.offer_sections(sections)
    step = form.take_step()
    if not step and form.submitted_ok():
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
        except ShutOut:
            form.add_error(None, _("Der Kunde ist gesperrt: Zugang gibt es erst, wenn Sie ihn entsperren."))
        else:
            if form.picture.data and not contact.person.picture_at:  # somebody known keeps its own
                contact.person.set_picture(form.picture.data)
            _give(contact, form)
            flash_ok(_("Kontakt angelegt."))
            return see_other("customers.contacts", customer_id=customer.id)
    shown = {"customer": customer, "unopened": _unopened(customer)} | switches()
    return page("contacts/create.html", form, 422 if step else None, **shown)


@bp.route("/kontakte/<uuid:contact_id>/bearbeiten", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
@takes_files
def edit(contact_id: uuid.UUID):
    contact = Contact.get(contact_id)
    person, customer = contact.person, contact.customer
    form = ContactForm(
        country=customer.country,
        data=_of(person, "email", *PERSON) | _of(contact, "position", "primary") | _hours_of(contact),
        permissions=sorted(ContactPermission.keys(contact)),
        notifications=sorted(ContactNotification.keys(contact)),
    )
    form.offer_sections(sections)
    form.show_numbers(contact, customer.country, NUMBERS)
    form.primary.data = form.primary.data or contact.primary  # never left empty, only moved to another
    step = form.take_step()
    if not step and form.submitted_ok():
        former = person.email_key
        try:
            person.change_address(form.email.data)
        except AddressTaken as taken:
            form.add_error("email", _("Diese Adresse gehört schon %(name)s.", name=taken.person.name))
        else:
            change_person(person, **form.names)
            _change_picture(person, form)
            contact.update(**form.contact_values)
            if form.primary.data:
                contact.make_primary()
            _give(contact, form)
            flash_ok(_("Gespeichert."))
            if former != person.email_key and former:
                flash_warn(_("Links, die an die frühere Adresse gingen, sind ungültig. Angemeldet wird mit der neuen."))
            return see_other(".show", contact_id=contact.id)
    shown = {"contact": contact, "person": person, "unopened": _unopened(customer)} | switches()
    return page("contacts/edit.html", form, 422 if step else None, **shown)


def _hours_of(contact: Contact) -> dict[str, str]:
    """Its own hours, or to begin with those of the customer, which hold for it."""
    own = OWN if contact.hours else SHARED
    return {"own_hours": own, "hours": contact.hours or contact.customer.hours}


def _change_picture(person: Person, form: ContactForm) -> None:
    if form.picture.data:
        person.set_picture(form.picture.data)
    elif form.remove_picture.data:
        person.remove_picture()


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


def _of(thing: object, *names: str) -> dict[str, object]:
    return {name: getattr(thing, name) for name in names}
