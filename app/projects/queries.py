"""What the address of a list asks for."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.customers.models import Customer
from app.customers.picking import MOST, labels_of
from app.settings.day import today
from app.staff.models import StaffMember
from app.web.asked import asked_choice, asked_id, asked_order, asked_words
from tenants import db

from .choices import STATUSES
from .filters import EVERY, NOT_DONE, ORDERS, Filters
from .models import Project

MINE = "ich"


def asked_filters(status: str | None = None, customer: Customer | None = None) -> Filters:
    """The filters in the query of the address; what makes no sense there is left out.

    `status` and `customer` are what the page itself says.
    """
    staff = request.args.get("mitarbeiter")
    return Filters(
        query=asked_words(),
        status=asked_choice("status", (EVERY, *STATUSES), NOT_DONE) if status is None else status,
        customer_id=customer.id if customer else asked_id("kunde"),
        staff_id=current_user.id if staff == MINE else asked_id("mitarbeiter"),
        overdue_on=today() if request.args.get("ueberfaellig") else None,
        order=asked_order(ORDERS, "name"),
    )


def filter_choices(filters: Filters) -> dict[str, Any]:
    """What the selects above the list offer."""
    theirs = db.session.scalars(select(Project.customer_id).distinct().limit(MOST)).all()
    ids = {*theirs, filters.customer_id} - {None}
    others = [member for member in db.session.scalars(StaffMember.everyone()) if member.id != current_user.id]
    return {
        "states": [(NOT_DONE, _("nicht abgeschlossen")), (EVERY, _("jeder Status")), *STATUSES.items()],
        "customers": labels_of(ids),
        "staff": [(MINE, _("meine")), *((str(member.id), member.name) for member in others)],
        "chosen_staff": MINE if filters.staff_id == current_user.id else request.args.get("mitarbeiter"),
    }
