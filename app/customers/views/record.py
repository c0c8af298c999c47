"""The record of a customer and its tabs."""

from __future__ import annotations

import uuid
from typing import Any

from app.contacts.history import history_of
from app.contacts.models import Contact
from app.groups.models import Group
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import page, paged
from tenants import agency_url, db

from ..models import Customer
from .blueprint import bp

LATEST = 6
"""Lines of the history on the overview."""


@bp.get("/<uuid:customer_id>")
@staff_required(Permission.CUSTOMERS_VIEW)
def show(customer_id: uuid.UUID):
    customer = Customer.get(customer_id)
    entries = db.session.scalars(history_of(customer).limit(LATEST)).all()
    return _record("customers/show.html", customer, entries=entries, portal_url=agency_url("/kunden/"))


@bp.get("/<uuid:customer_id>/kontakte")
@staff_required(Permission.CUSTOMERS_VIEW)
def contacts(customer_id: uuid.UUID):
    return _record("customers/contacts.html", Customer.get(customer_id), portal_url=agency_url("/kunden/"))


@bp.get("/<uuid:customer_id>/verlauf")
@staff_required(Permission.CUSTOMERS_VIEW)
def history(customer_id: uuid.UUID):
    customer = Customer.get(customer_id)
    lines = paged(history_of(customer))
    return _record("customers/history.html", customer, history=lines, entries=lines.items)


def _record(template: str, customer: Customer, **context: Any):
    """A page of the record, with what its frame shows."""
    groups = db.session.scalars(Group.of(customer)).all()
    contacts = Contact.with_persons(customer)
    return page(template, customer=customer, contacts=contacts, groups=groups, **context)
