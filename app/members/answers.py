"""The one way in which the bytes of a customer's picture leave."""

from __future__ import annotations

from flask import Response, abort

from app.customers.models import Customer
from app.pictures.answer import picture_answer as answer

from .models import CustomerPicture


def picture_answer(customer: Customer | None) -> Response:
    """The picture of a customer whom the caller may show (WebP, made by us); 404 without one."""
    if customer is None:
        abort(404)
    return answer(customer.id, customer.picture_at, lambda: CustomerPicture.data_of(customer))
