"""Choosing a customer in a form: a select that a search narrows where an agency has more than fit into it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.web.forms import Choice, Text
from tenants import db

from .models import Customer

MOST = 100
"""So many customers stand in the select at most; beyond that the search leads to the others."""


class WithCustomer:
    """A form in which a customer is chosen. `offer_customers()` in the view, before anything is validated."""

    customer_query = Text(_l("Kunden suchen"), max=200)
    customer = Choice(_l("Kunde"))

    many_customers = False
    chosen_customer: Customer | None = None

    def offer_customers(self, nobody: Any) -> None:
        """Fill the select with what the search finds, and with whom was chosen before.

        `nobody` is what the choice of no customer is called; whether that is allowed the form's validation says.
        """
        form: Any = self
        self.chosen_customer = Customer.find(form.customer.data)
        found = candidates(form.customer_query.data if form.customer_query.data else "", MOST + 1)
        self.many_customers = bool(form.customer_query.data) or len(found) > MOST
        offered = found[:MOST]
        if self.chosen_customer and self.chosen_customer not in offered:
            offered.insert(0, self.chosen_customer)
        form.customer.choices = [("", nobody), *((str(one.id), label(one)) for one in offered)]

    def hold_customer(self, customer: Customer) -> None:
        """Let no other customer be chosen: the form was opened for this one."""
        form: Any = self
        self.chosen_customer = customer
        form.customer.choices = [(str(customer.id), label(customer))]
        form.customer.data = str(customer.id)


def candidates(query: str, limit: int = MOST) -> list[Customer]:
    """The first customers of whom every word of `query` is known; without a query, the first of the list."""
    if query.strip():
        return Customer.search(query, limit)[0]
    return list(db.session.scalars(Customer.listed().limit(limit)))


def label(customer: Customer) -> str:
    """„Gerlach, Paul (K-1001)“: how a customer stands in a select."""
    return f"{customer.filed_name} ({customer.number})"


def labels_of(ids: Iterable[uuid.UUID]) -> list[tuple[str, str]]:
    """Value and name of these customers, in the order of the list."""
    found = db.session.scalars(select(Customer).where(Customer.id.in_(list(ids))).order_by(Customer.sort_key))
    return [(str(customer.id), customer.filed_name) for customer in found]
