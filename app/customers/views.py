"""Customers as the staff see them: list, forms, record."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.access import sections
from app.access.opening import openings
from app.audit import describe
from app.contacts.greeting import greeting_for
from app.contacts.history import history_of
from app.contacts.models import Contact
from app.contacts.persons import AddressTaken
from app.contacts.registration import AlreadyMade, add_customer, change_customer
from app.groups.models import Group, GroupMembership, Rubric
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.staff.steps import add_step
from app.web.asked import asked_words
from app.web.navigation import nav
from app.web.pages import Paged, asked_page, flash_ok, page, paged, see_other
from tenants import agency_url, db

from .choices import country_name, language_name
from .forms import NUMBERS, EditCustomerForm, NewCustomerForm
from .models import Customer
from .picking import candidates, label

bp = Blueprint("customers", __name__, url_prefix="/verwaltung/kunden")
nav.add("", _l("Kunden"), "customers.index", "users", Permission.CUSTOMERS_VIEW)
add_step(
    20,
    _l("Den ersten Kunden anlegen"),
    _l("Dabei entsteht auch sein Kontakt, den Sie ins Portal einladen können."),
    "customers.create",
    "user-round-plus",
    Permission.CUSTOMERS_EDIT,
    done=lambda: db.session.scalar(select(Customer.id).limit(1)) is not None,
)

GREETED = ("salutation", "title", "first_name", "last_name", "language", "address_form")
PAGE = 50
LATEST = 6
"""Lines of the history on the overview."""

bp.add_app_template_filter(country_name, "country")
bp.add_app_template_filter(language_name, "language_name")
bp.add_app_template_filter(describe, "sentence")
bp.add_app_template_filter(lambda url: urlsplit(url).hostname or url, "host")


@bp.get("")
@staff_required(Permission.CUSTOMERS_VIEW)
def index():
    query = asked_words()
    customers = _found(query) if query else paged(Customer.listed())
    primaries = Contact.primaries(customers.items)
    return page("customers/index.html", customers=customers, primaries=primaries, query=query)


@bp.route("/neu", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def create():
    rubrics = db.session.scalars(Rubric.in_order()).all()
    form = NewCustomerForm(groups=[str(group.id) for rubric in rubrics for group in rubric.groups if group.preselected])
    form.offer_groups(rubrics)
    if form.submitted_ok():
        try:
            customer = add_customer(form.id.data, form.customer_values, form.person_values, form.same_person.data)
        except AlreadyMade as before:
            return see_other(".show", customer_id=before.made.id)
        except AddressTaken as taken:
            form.offer(taken.person)
        else:
            GroupMembership.set(customer, form.chosen_of(rubrics))
            flash_ok(_("Kunde angelegt, Kundennummer %(number)s.", number=customer.number))
            return see_other(".show", customer_id=customer.id)
    return page("customers/create.html", form, greeting=greeting_for(**form.greeted), **_groups(rubrics))


@bp.get("/neu/anrede")
@staff_required(Permission.CUSTOMERS_EDIT)
def greeting():
    """How mails will begin, for the preview while a name is typed."""
    typed = {name: request.args.get(name, "").strip()[:200] for name in GREETED}
    return jsonify(greeting=greeting_for(**typed))


@bp.get("/auswahl")
@staff_required(Permission.CUSTOMERS_VIEW)
def choices():
    """The customers that a search in a form offers."""
    found = candidates(asked_words())
    return jsonify([{"value": str(customer.id), "label": label(customer)} for customer in found])


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


@bp.route("/<uuid:customer_id>/bearbeiten", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def edit(customer_id: uuid.UUID):
    customer = Customer.get(customer_id)
    rubrics = db.session.scalars(Rubric.in_order()).all()
    form = EditCustomerForm(obj=customer, groups=[str(group.id) for group in db.session.scalars(Group.of(customer))])
    form.offer_groups(rubrics)
    form.show_numbers(customer, customer.country, NUMBERS)
    if form.submitted_ok():
        change_customer(customer, **form.customer_values)
        GroupMembership.set(customer, form.chosen_of(rubrics))
        flash_ok(_("Gespeichert."))
        return see_other(".show", customer_id=customer.id)
    return page("customers/edit.html", form, customer=customer, **_groups(rubrics))


def _found(query: str) -> Paged:
    """The page of the search result that is asked for; the first one when it is not there."""
    number = asked_page()
    customers, found = Customer.search(query, PAGE, (number - 1) * PAGE)
    return Paged(customers, number if (number - 1) * PAGE < found.total else 1, PAGE, found.total, found.more)


def _groups(rubrics: Sequence[Rubric]) -> dict[str, Any]:
    """The groups to tick, and what each of them opens."""
    return {"rubrics": rubrics, "openings": openings(rubrics), "sections": list(sections)}


def _record(template: str, customer: Customer, **context: Any):
    """A page of the record, with what its frame shows."""
    groups = db.session.scalars(Group.of(customer)).all()
    contacts = Contact.with_persons(customer)
    return page(template, customer=customer, contacts=contacts, groups=groups, **context)
