"""The one way in which the bytes of a picture leave that stands for somebody: a person, a customer, an agency."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from flask import Response, abort, request

SEALED = "sandbox; default-src 'none'"
"""Nothing in it runs or loads, and it has no origin, should a browser show it in spite of all."""


def picture_answer(of: uuid.UUID, at: datetime | None, load: Callable[[], bytes | None]) -> Response:
    """The picture (WebP, made by us) of whom the caller may show; 404 without one, which is when `at` is None.

    `of` and `at` name this version of it; `load` fetches the bytes, and is called only when they are sent. Kept by
    browsers, but asked for anew each time: what was withdrawn or replaced is gone at once (RFC 9110, 304).
    """
    if at is None:
        abort(404)
    response = Response(mimetype="image/webp")
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(f"{of.hex}-{at.timestamp():.6f}")
    response.make_conditional(request)
    if response.status_code == 200:
        response.data = load() or abort(404)
    return response
