"""Creating and changing a customer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import jsonify, request
from flask_babel import gettext as _

from app.access import sections
from app.access.opening import openings
from app.contacts.greeting import greeting_for
from app.contacts.persons import AddressTaken
from app.contacts.registration import AlreadyMade, add_customer, change_customer
from app.groups.models import Group, GroupMembership, Rubric
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, see_other
from tenants import db

from ..forms import NUMBERS, EditCustomerForm, NewCustomerForm
from ..models import Customer
from .blueprint import bp

GREETED = ("salutation", "title", "first_name", "last_name", "language", "address_form")


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


def _groups(rubrics: Sequence[Rubric]) -> dict[str, Any]:
    """The groups to tick, and what each of them opens."""
    return {"rubrics": rubrics, "openings": openings(rubrics), "sections": list(sections)}
