"""The one way in which bytes of files leave: as a download, or as a small picture made by us."""

from __future__ import annotations

import logging

from flask import Response, abort, request
from werkzeug.wsgi import FileWrapper

from app.pictures.answer import SEALED
from app.pictures.kinds import UNKNOWN

from .models import File
from .names import disposition
from .store import CHUNK, store

log = logging.getLogger(__name__)

ACTIVE = frozenset({"text/html", "image/svg+xml"})
"""What could run in a browser is not even called by its name."""


def answer(file: File, preview: bool = False) -> Response:
    """The bytes of a file that the caller may have, whole or in part (RFC 9110, ranges and conditions).

    Always a download under its own name; with `preview` the small picture, shown in place. 404 where there is none.
    The caller has asked already whether whoever is signed in may see the file.
    """
    if preview and file.preview_at is None:
        abort(404)
    try:
        source = store().open(file.preview_key if preview else file.key)
    except FileNotFoundError:
        log.error("the bytes of file %s are not in the store%s", file.id, " (its preview)" if preview else "")
        abort(404)
    size = source.seek(0, 2)
    source.seek(0)
    # not the server's own wrapper: of that a part could only be read from the beginning
    response = Response(FileWrapper(source, CHUNK), direct_passthrough=True)
    response.content_length = size
    kind = UNKNOWN if file.media_type in ACTIVE else file.media_type
    response.headers["Content-Type"] = "image/webp" if preview else kind
    response.headers["Content-Disposition"] = disposition(f"{file.name}.webp" if preview else file.name, inline=preview)
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    response.last_modified = file.preview_at if preview else file.created_at
    response.set_etag(f"{file.digest}-preview" if preview else file.digest)
    return response.make_conditional(request, accept_ranges=True, complete_length=size)
