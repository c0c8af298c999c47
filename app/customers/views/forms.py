"""Creating and changing a customer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from flask import jsonify, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from app.access import sections
from app.access.opening import openings
from app.contacts.duplicates import COMPARED, Alike, alike_to
from app.contacts.greeting import greeting_for
from app.contacts.persons import AddressTaken
from app.contacts.registration import AlreadyMade, add_customer, change_customer
from app.groups.models import Group, GroupMembership, Rubric
from app.mail.switched import switched_off
from app.mail.wording import variant_for
from app.staff.guard import staff_required
from app.staff.picking import colleagues
from app.staff.roles import Permission
from app.web.asked import asked_id
from app.web.pages import flash_ok, flash_warn, page, see_other
from tenants import db

from ..forms import NUMBERS, CustomerForm, EditCustomerForm
from ..models import Customer
from ..new_forms import NewCustomerForm
from ..numbering import NumberTaken
from ..postcodes import remark_on
from .blueprint import bp

GREETED = ("salutation", "title", "first_name", "last_name", "language", "address_form")
KEPT = ("kind", "country", "language", "address_form", "responsible_id")
"""What the next customer is likely to have as well."""


@bp.route("/neu", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def create():
    rubrics = db.session.scalars(Rubric.in_order()).all()
    form = NewCustomerForm(data=_to_begin_with(rubrics))
    step = form.take_step()
    form.offer_groups(rubrics)
    form.offer_staff(colleagues())
    if not step and form.submitted_ok():
        try:
            customer = add_customer(form.id.data, form.customer_values, form.person_values, form.same_person.data)
        except AlreadyMade as before:
            return _onward(form, before.made)
        except AddressTaken as taken:
            form.offer(taken.person)
        except NumberTaken:
            form.refuse_number()
        else:
            GroupMembership.set(customer, form.chosen_of(rubrics))
            _tell(customer, form.another)
            _doubt(form)
            _warn(alike_to(form.compared, customer.id))
            return _onward(form, customer)
    shown = _shown(form, rubrics) | {"unsent": switched_off("set_password", "welcome")}
    return page("customers/create.html", form, 422 if step else None, greeting=greeting_for(**form.greeted), **shown)


@bp.get("/neu/anrede")
@staff_required(Permission.CUSTOMERS_EDIT)
def greeting():
    """How mails will begin, for the preview while a name is typed."""
    typed = {name: request.args.get(name, "").strip()[:200] for name in GREETED}
    return jsonify(greeting=greeting_for(**typed), lang=variant_for(typed["language"], None).language)


@bp.route("/<uuid:customer_id>/bearbeiten", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def edit(customer_id: uuid.UUID):
    customer = Customer.get(customer_id)
    rubrics = db.session.scalars(Rubric.in_order()).all()
    form = EditCustomerForm(obj=customer, groups=[str(group.id) for group in db.session.scalars(Group.of(customer))])
    form.offer_groups(rubrics)
    form.offer_staff(colleagues(filter(None, [customer.responsible])))
    form.show_numbers(customer, customer.country, NUMBERS)
    form.tell_withdrawal(customer)
    step = form.take_step()
    if not step and form.submitted_ok():
        known = {one.customer.id for one in alike_to(_compared(customer), customer.id)}
        place = (customer.postcode, customer.country)
        if form.agrees_again:
            customer.agree_to_lists()
        try:
            change_customer(customer, **form.customer_values)
        except NumberTaken:
            form.refuse_number()
        else:
            GroupMembership.set(customer, form.chosen_of(rubrics))
            flash_ok(_("Gespeichert."))
            _doubt(form, place)
            _warn(one for one in alike_to(form.compared, customer.id) if one.customer.id not in known)
            return see_other(".show", customer_id=customer.id)
    shown = _shown(form, rubrics, customer)
    return page("customers/edit.html", form, 422 if step else None, customer=customer, **shown)


def _to_begin_with(rubrics: Sequence[Rubric]) -> dict[str, Any]:
    """What stands in a new form; after „Speichern und nächster“, what the customer before is likely to share."""
    if request.method == "POST":
        return {}
    number = Customer.suggested_number()
    start = {"number": number, "suggested": number, "responsible_id": str(current_user.id)}
    if before := Customer.find(asked_id("wie")):
        kept = {name: getattr(before, name) for name in KEPT} | {"responsible_id": str(before.responsible_id or "")}
        return start | kept | {"groups": [str(group.id) for group in db.session.scalars(Group.of(before))]}
    return start | {"groups": [str(group.id) for rubric in rubrics for group in rubric.groups if group.preselected]}


def _shown(form: CustomerForm, rubrics: Sequence[Rubric], customer: Customer | None = None) -> dict[str, Any]:
    """The groups to tick, what each of them opens, and who is alike."""
    alike = alike_to(form.compared, customer and customer.id)
    return {
        "rubrics": rubrics,
        "openings": openings(rubrics),
        "sections": list(sections),
        "named_alike": [one for one in alike if "name" in one.reasons],
        "reached_alike": [one for one in alike if one.reasons != ("name",)],
    }


def _compared(customer: Customer) -> dict[str, Any]:
    return {name: getattr(customer, name) for name in COMPARED}


def _onward(form: NewCustomerForm, customer: Any):
    """To the record, or to the next empty form."""
    if form.another:
        return see_other(".create", wie=customer.id)
    return see_other(".show", customer_id=customer.id)


def _tell(customer: Customer, another: bool) -> None:
    if another:
        number = _("angelegt, Kundennummer %(number)s.", number=customer.number)
        flash_ok(Markup("{} {}").format(_link(customer), number))
    else:
        flash_ok(_("Kunde angelegt, Kundennummer %(number)s.", number=customer.number))


def _doubt(form: CustomerForm, former: tuple[str, str] = ("", "")) -> None:
    """Say that a new postcode looks mistyped."""
    place = (form.postcode.data, form.country.data)
    if place != former and (remark := remark_on(*place)):
        flash_warn(remark)


def _warn(alike: Iterable[Alike]) -> None:
    """Say who is alike, for whoever saved without having seen it."""
    if links := [_link(one.customer, f", {one.about}") for one in alike]:
        flash_warn(Markup("{} {}").format(_("Ähnlich vorhanden:"), Markup("; ").join(links)))


def _link(customer: Customer, more: str = "") -> Markup:
    url = url_for("customers.show", customer_id=customer.id)
    return Markup('<a href="{}"><bdi>{}</bdi></a>{}').format(url, customer.name, more)
