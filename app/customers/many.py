"""Many customers at once, in a few statements: as Customer.add() makes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.audit import record_each
from tenants import db, uuid7

from . import search
from .models import FIRM, KIND, Customer
from .numbering import tidy


def add_customers(many: Sequence[Mapping[str, Any]], source: str) -> list[Customer]:
    """Create these customers in their order; whose `number` is empty takes the next free one.

    `source` is for the log. Raises IntegrityError when a number is taken or given twice; then take everything back.
    """
    numbers = iter(Customer.next_numbers(sum(not values.get("number") for values in many)))
    made = []
    for values in many:
        number = tidy(values.get("number") or "") or next(numbers)
        customer = Customer(**({"id": uuid7(), "kind": FIRM} | dict(values) | {"number": number}))
        customer.file()
        made.append(customer)
    db.session.add_all(made)
    db.session.flush()
    search.index_new((KIND, customer, customer.words, customer.id) for customer in made)
    record_each("customer.created", ((customer, {"number": customer.number, "source": source}) for customer in made))
    return made
