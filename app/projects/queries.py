"""What the address of a list asks for."""

from __future__ import annotations

import uuid
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.customers.models import Customer
from app.customers.picking import MOST, labels_of
from app.settings.day import today
from app.staff.models import StaffMember
from tenants import db

from .choices import STATUSES
from .filters import EVERY, OPEN, ORDERS, Filters
from .models import Project

MINE = "ich"


def asked_filters(status: str | None = None, customer: Customer | None = None) -> Filters:
    """The filters in the query of the address; what makes no sense there is left out.

    `status` and `customer` are what the page itself says.
    """
    args = request.args
    asked = args.get("status", OPEN)
    order = args.get("sortierung", "name")
    return Filters(
        query=args.get("q", "").strip(),
        status=status if status is not None else asked if asked in (OPEN, EVERY, *STATUSES) else OPEN,
        customer_id=customer.id if customer else _id(args.get("kunde")),
        staff_id=current_user.id if args.get("mitarbeiter") == MINE else _id(args.get("mitarbeiter")),
        overdue_on=today() if args.get("ueberfaellig") else None,
        order=order if order.removeprefix("-") in ORDERS else "name",
    )


def filter_choices(filters: Filters) -> dict[str, Any]:
    """What the selects above the list offer."""
    theirs = db.session.scalars(select(Project.customer_id).distinct().limit(MOST)).all()
    ids = {*theirs, filters.customer_id} - {None}
    others = [member for member in db.session.scalars(StaffMember.everyone()) if member.id != current_user.id]
    chosen = request.args.get("mitarbeiter")
    return {
        "states": [(OPEN, _("nicht abgeschlossen")), (EVERY, _("jeder Status")), *STATUSES.items()],
        "customers": labels_of(ids),
        "staff": [(MINE, _("meine")), *((str(member.id), member.name) for member in others)],
        "chosen_staff": MINE if filters.staff_id == current_user.id else chosen,
    }


def _id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
