"""Customers that may be there twice: said while one is typed, and found among all."""

from __future__ import annotations

from flask import jsonify, request, url_for
from flask_babel import lazy_gettext as _l

from app.contacts.duplicates import COMPARED, Alike, alike_to, clusters
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.asked import asked_choice, asked_id
from app.web.pages import Paged, asked_page, page

from .blueprint import bp

PAGE = 20
KINDS = {"name": _l("Name und PLZ"), "email": _l("E-Mail-Adresse"), "phone": _l("Telefon")}
"""By what they are looked for."""


@bp.get("/aehnlich")
@staff_required(Permission.CUSTOMERS_EDIT)
def similar():
    """The customers that are like the one being typed, for the warning beside the fields."""
    typed = {name: request.args.get(name, "") for name in COMPARED}
    found = alike_to(typed, besides=asked_id("besides"))
    return jsonify([{"url": _url(one), "name": one.customer.name, "about": one.about} for one in found])


@bp.get("/doppelte")
@staff_required(Permission.CUSTOMERS_VIEW)
def duplicates():
    reason, number = asked_choice("nach", KINDS, "name"), asked_page()
    found, total = clusters(reason, PAGE, (number - 1) * PAGE)
    if not found and number > 1:
        number = 1
        found, total = clusters(reason, PAGE)
    listed = Paged(found, number, PAGE, total)
    return page("customers/duplicates.html", clusters=listed, reason=reason, kinds=KINDS)


def _url(one: Alike) -> str:
    return url_for("customers.show", customer_id=one.customer.id)
