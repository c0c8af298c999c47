"""Locking, unlocking and deleting a customer."""

from __future__ import annotations

import uuid

from flask import abort, request
from flask_babel import gettext as _

from app.contacts.at_customer import left_alone, reach_of
from app.groups.models import Group
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, see_other
from tenants import db

from ..models import Customer
from ..removal import StillKept, kept_by
from .blueprint import bp


@bp.route("/<uuid:customer_id>/sperren", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def lock(customer_id: uuid.UUID):
    """Keep everybody of the customer out of the portal, after a look at who that is."""
    customer = Customer.get(customer_id)
    if request.method == "POST":
        customer.lock()
        flash_ok(_("Der Kunde ist gesperrt."))
        return see_other(".show", customer_id=customer.id)
    return page("customers/lock.html", customer=customer, reach=reach_of(customer))


@bp.post("/<uuid:customer_id>/entsperren")
@staff_required(Permission.ACCESS_MANAGE)
def unlock(customer_id: uuid.UUID):
    customer = Customer.get(customer_id)
    customer.unlock()
    flash_ok(_("Der Kunde ist entsperrt."))
    return see_other(".show", customer_id=customer.id)


@bp.route("/<uuid:customer_id>/entfernen", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_DELETE)
def remove(customer_id: uuid.UUID):
    """Delete the customer for good, or say what hangs on it."""
    customer = Customer.get(customer_id)
    if request.method == "POST":
        name = customer.name
        try:
            customer.remove()
        except StillKept as kept:
            named = ", ".join(one.words for one in kept.by) or _("etwas, das jemand eben angelegt hat")
            abort(409, _("An dem Kunden hängt noch etwas: %(contents)s.", contents=named))
        flash_ok(_("Der Kunde „%(name)s“ ist gelöscht.", name=name))
        return see_other(".index")
    contacts, persons = left_alone(customer)
    groups = db.session.scalars(Group.of(customer)).all()
    found = {"kept": kept_by(customer), "contacts": contacts, "persons": persons, "groups": groups}
    return page("customers/remove.html", customer=customer, **found)
