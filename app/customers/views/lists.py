"""The list of customers, and the customers that forms offer."""

from __future__ import annotations

from flask import jsonify
from flask_babel import lazy_gettext as _l

from app.contacts import filtering as _by_access  # noqa: F401 (offers its filter)
from app.contacts.models import Contact
from app.groups import filtering as _by_group  # noqa: F401 (offers its filter)
from app.groups.many import group_names
from app.newsletter.subscription import subscribed
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.asked import asked_words
from app.web.pages import Paged, asked_page, page

from .. import filters as by_itself
from ..asking import Asked
from ..listing import CITY, MOST, NAME, NEW, NUMBER, Listing
from ..picking import candidates, label
from .blueprint import bp

PAGE = 50

COLUMNS = [
    (_l("Kunde"), "", NAME),
    (_l("Haupt-Ansprechpartner"), "p2", None),
    (_l("Gruppen"), "p3", None),
    (_l("Erreichbar"), "", None),
    (_l("Zugang"), "", None),
]
ORDERS = [
    (NAME, _l("nach Name")),
    ("-" + NAME, _l("nach Name, Z bis A")),
    (NUMBER, _l("nach Kundennummer")),
    ("-" + NUMBER, _l("nach Kundennummer, höchste zuerst")),
    (CITY, _l("nach Ort")),
    ("-" + CITY, _l("nach Ort, Z bis A")),
    (NEW, _l("zuletzt angelegt")),
    ("-" + NEW, _l("zuerst angelegt")),
]


@bp.get("")
@staff_required(Permission.CUSTOMERS_VIEW)
def index():
    asked = Asked.now()
    listing = asked.listing([by_itself.reachable()])
    customers = _page(listing)
    primaries = Contact.primaries(customers.items)
    return page(
        "customers/index.html",
        asked=asked,
        listing=listing,
        customers=customers,
        primaries=primaries,
        subscribed=subscribed(contact.person for contact in primaries.values()),
        groups=group_names(customers.items),
        columns=COLUMNS,
        orders=ORDERS,
    )


@bp.get("/auswahl")
@staff_required(Permission.CUSTOMERS_VIEW)
def choices():
    """The customers that a search in a form offers."""
    found = candidates(asked_words())
    return jsonify([{"value": str(customer.id), "label": label(customer)} for customer in found])


def _page(listing: Listing) -> Paged:
    """The page that is asked for, the last one when it is not there. Who pages on past the bound may."""
    number = asked_page()
    listing.most = max(MOST, (number + 1) * PAGE)
    found = listing.found
    number = min(number, max(1, -(-found.number // PAGE)))
    return Paged(listing.customers(PAGE, (number - 1) * PAGE), number, PAGE, found.number, found.more)
