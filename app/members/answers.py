"""The one way in which the bytes of a customer's picture leave."""

from __future__ import annotations

from flask import Response, abort, request

from app.customers.models import Customer
from app.files.answers import SEALED

from .models import CustomerPicture


def picture_answer(customer: Customer | None) -> Response:
    """The picture of a customer whom the caller may show (WebP, made by us); 404 without one.

    Kept by browsers, but asked for anew each time: what was withdrawn or replaced is gone at once (RFC 9110, 304).
    """
    if customer is None or customer.picture_at is None:
        abort(404)
    response = Response(mimetype="image/webp")
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(f"{customer.id.hex}-{customer.picture_at.timestamp():.6f}")
    response.make_conditional(request)
    if response.status_code == 200:
        response.data = CustomerPicture.data_of(customer) or abort(404)
    return response
