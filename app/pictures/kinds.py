"""What bytes are, by their beginning."""

from __future__ import annotations

import re

import filetype

HEAD = 8192
"""Bytes from the beginning that are looked at."""

PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""Of these a small picture can be made."""

UNKNOWN = "application/octet-stream"

MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|script|iframe|svg)\b", re.IGNORECASE)


def media_type(head: bytes) -> str:
    """The type by the first bytes; what is not known is text when it reads like text, else just bytes."""
    if found := _by_sign(head):
        return found
    if not is_text(head):
        return UNKNOWN
    if markup := MARKUP.search(head):
        return "image/svg+xml" if markup[1].lower() == b"svg" else "text/html"
    return "text/plain"


def is_text(head: bytes) -> bool:
    """Whether this reads like text, were its last sign cut in two."""
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":  # not just a sign cut in two
            return False
        text = head[: error.start].decode()
    return not re.search("[\x00-\x08\x0e-\x1a\x1c-\x1f]", text)


def _by_sign(head: bytes) -> str | None:
    """What the library knows. It follows frames of Zstandard by calling itself, as often as the sender wishes."""
    try:
        return filetype.guess_mime(head)
    except RecursionError:
        return None
