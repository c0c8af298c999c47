"""The record of a contact, and what is done there about its place at the customer."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from flask import jsonify, request
from flask_babel import gettext as _

from app.access.given import given_to
from app.customers.models import Customer
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, see_other
from tenants import agency_url, db

from ..history import history_of_contact
from ..models import Contact
from ..picking import picks
from .blueprint import bp, switches


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
    about["has_factor"] = contact.person.second_factor is not None
    about["refused"] = contact.person.last_refused if contact.person.undeliverable_at else None
    return page("contacts/show.html", contact=contact, **about, **switches())


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
