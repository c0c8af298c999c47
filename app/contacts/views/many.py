"""Access of many contacts of one customer: a page that says to whom and asks, then it is done."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.customers.asking import asked_ids
from app.customers.models import Customer
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.asked import asked_words
from app.web.forms import Form
from app.web.pages import flash_ok, flash_warn, page, see_other
from tenants import db

from ..at_customer import matching
from ..bulk import WAYS, Way, look_at, told_switched_off
from ..models import Contact
from ..persons import LinksSwitchedOff
from .blueprint import bp

MOST = 1000
"""So many at once; nobody at all of more, for nothing may happen to an arbitrary part."""


@bp.route(
    "/<uuid:customer_id>/kontakte/mehrere/<any(einladen, erneut, widerrufen, sperren, entsperren):way>",
    methods=["GET", "POST"],
)
@staff_required(Permission.ACCESS_MANAGE)
def many(customer_id: uuid.UUID, way: str):
    """What happens to the access of those who are ticked (`?kontakt=`), or of all that the search shows (`?alle=`)."""
    customer, form = Customer.get(customer_id), Form()
    ids = _chosen(customer)
    if form.submitted_ok():
        _do(WAYS[way], ids)
        return see_other("customers.contacts", customer_id=customer.id, **_asked())
    back = url_for("customers.contacts", customer_id=customer.id, **_asked())
    action = f"{request.path}?{urlencode(list(request.args.items(multi=True)))}"
    about = {"concerned": look_at(WAYS[way], ids or []), "too_many": ids is None, "most": MOST}
    return page("contacts/many.html", form, customer=customer, way=WAYS[way], back=back, action=action, **about)


def _chosen(customer: Customer) -> list[uuid.UUID] | None:
    """The ids of those of its contacts who are meant; None for too many."""
    if request.args.get("alle"):
        query = matching(customer, asked_words()).with_only_columns(Contact.id)
    else:
        query = select(Contact.id).where(Contact.customer_id == customer.id, Contact.id.in_(asked_ids("kontakt")))
    ids = list(db.session.scalars(query.limit(MOST + 1)))
    return None if len(ids) > MOST else ids


def _do(way: Way, ids: list[uuid.UUID] | None) -> None:
    try:
        number = way.carry_out(ids or [])
    except LinksSwitchedOff:
        flash_warn(told_switched_off())
        return
    if number:
        flash_ok(way.done(number))
    else:
        flash_warn(_("Unter den ausgewählten Kontakten ist niemand, mit dem das geschehen könnte."))


def _asked() -> dict[str, str]:
    return {"q": asked_words()} if asked_words() else {}
