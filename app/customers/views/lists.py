"""The list of customers, and the customers that forms offer."""

from __future__ import annotations

from flask import jsonify

from app.contacts.models import Contact
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.asked import asked_words
from app.web.pages import Paged, asked_page, page, paged

from ..models import Customer
from ..picking import candidates, label
from .blueprint import bp

PAGE = 50


@bp.get("")
@staff_required(Permission.CUSTOMERS_VIEW)
def index():
    query = asked_words()
    customers = _found(query) if query else paged(Customer.listed())
    primaries = Contact.primaries(customers.items)
    return page("customers/index.html", customers=customers, primaries=primaries, query=query)


@bp.get("/auswahl")
@staff_required(Permission.CUSTOMERS_VIEW)
def choices():
    """The customers that a search in a form offers."""
    found = candidates(asked_words())
    return jsonify([{"value": str(customer.id), "label": label(customer)} for customer in found])


def _found(query: str) -> Paged:
    """The page of the search result that is asked for; the first one when it is not there."""
    number = asked_page()
    customers, found = Customer.search(query, PAGE, (number - 1) * PAGE)
    return Paged(customers, number if (number - 1) * PAGE < found.total else 1, PAGE, found.total, found.more)
