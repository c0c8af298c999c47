"""Doing the same to many customers: a page that says to how many and asks, then it is done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Uuid, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.contacts.bulk import WAYS, look_at, told_switched_off
from app.contacts.models import Contact
from app.contacts.portal_access import LinksSwitchedOff
from app.groups.filtering import group_choices
from app.groups.many import put_into, take_out_of
from app.groups.models import Group
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.forms import Form
from app.web.pages import flash_ok, flash_warn, page, see_other
from tenants import db

from ..bulk_forms import GroupForm
from ..choosing import Chosen
from ..listing import MOST
from .blueprint import bp


@bp.route("/mehrere/in-gruppe", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def join_group():
    return _group(True)


@bp.route("/mehrere/aus-gruppe", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def leave_group():
    return _group(False)


@bp.route("/mehrere/einladen", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def invite_many():
    return _access("einladen")


@bp.route("/mehrere/erneut-senden", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def resend_many():
    return _access("erneut")


@bp.route("/mehrere/widerrufen", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def revoke_many():
    return _access("widerrufen")


@bp.route("/mehrere/sperren", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def lock_many():
    return _standing(True)


@bp.route("/mehrere/entsperren", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def unlock_many():
    return _standing(False)


def _access(key: str):
    """Do it to the access of the customers' primary contacts, which is the one that the list shows."""
    chosen, form, way = Chosen.now(), Form(), WAYS[key]
    wanted = select(Contact.id).where(Contact.customer_id == any_(literal(chosen.ids, ARRAY(Uuid))), Contact.primary)
    contacts = db.session.scalars(wanted).all()
    if form.submitted_ok() and chosen.ids:
        try:
            flash_ok(way.done(way.carry_out(contacts)))
        except LinksSwitchedOff:
            flash_warn(told_switched_off())
        return _back(chosen)
    return _page("customers/access_many.html", form, chosen, way=way, concerned=look_at(way, contacts))


def _group(joins: bool):
    chosen, form = Chosen.now(), GroupForm()
    form.group.choices = group_choices()
    if form.submitted_ok() and chosen.ids:
        group = Group.get(form.group.data)
        changed = put_into(group, chosen.ids) if joins else take_out_of(group, chosen.ids)
        flash_ok(_told_of_group(joins, group.name, len(chosen.ids), changed))
        return _back(chosen)
    return _page("customers/group_many.html", form, chosen, joins=joins)


def _told_of_group(joins: bool, group: str, number: int, changed: int) -> str:
    """„12 Kunden sind jetzt in der Gruppe Website. 3 waren es schon.“"""
    rest = number - changed
    if joins:
        said = ngettext(
            "%(num)d Kunde ist jetzt in der Gruppe „%(group)s“.",
            "%(num)d Kunden sind jetzt in der Gruppe „%(group)s“.",
            number,
            group=group,
        )
        before = ngettext("%(num)d war es schon.", "%(num)d waren es schon.", rest)
    else:
        said = ngettext(
            "%(num)d Kunde ist nicht mehr in der Gruppe „%(group)s“.",
            "%(num)d Kunden sind nicht mehr in der Gruppe „%(group)s“.",
            changed,
            group=group,
        )
        before = ngettext("%(num)d war nicht darin.", "%(num)d waren nicht darin.", rest)
    return f"{said} {before}" if rest else said


def _standing(lock: bool):
    chosen, form = Chosen.now(), Form()
    if form.submitted_ok() and chosen.ids:
        changed = [customer for customer in chosen.customers if bool(customer.locked_at) != lock]
        for customer in changed:
            customer.lock() if lock else customer.unlock()
        if lock:
            flash_ok(ngettext("%(num)d Kunde ist gesperrt.", "%(num)d Kunden sind gesperrt.", len(changed)))
        else:
            flash_ok(ngettext("%(num)d Kunde ist entsperrt.", "%(num)d Kunden sind entsperrt.", len(changed)))
        return _back(chosen)
    return _page("customers/lock_many.html", form, chosen, lock=lock)


def _page(template: str, form: Form, chosen: Chosen, **context: Any):
    """The page that asks. The form is sent to the same address, which names the customers.

    Who sends it for nobody goes back to the list, which says so.
    """
    if form.is_submitted() and not chosen.ids:
        flash_warn(_("Es ist kein Kunde ausgewählt, mit dem das geschehen könnte."))
        return _back(chosen)
    action = f"{request.path}?{urlencode(list(request.args.items(multi=True)))}"
    back = url_for(".index", **chosen.asked.arguments)
    return page(template, form, chosen=chosen, action=action, back=back, most=MOST, **context)


def _back(chosen: Chosen):
    return see_other(".index", **chosen.asked.arguments)
