"""Whether somebody looks at the page, or a program fetches it in case somebody will."""

from __future__ import annotations

from flask import g, request

GUESSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
"""Where browsers say that they fetch or draw a page before anybody asked for it (HTML, „Sec-Purpose“; older ones)."""


def looked_at() -> bool:
    """False for HEAD, pages fetched on a guess and after look_without_trace(): no receipt that something was read."""
    guessed = any(word in request.headers.get(name, "") for name in GUESSES for word in ("prefetch", "preview"))
    return request.method == "GET" and not guessed and not g.get("without_trace")


def look_without_trace() -> None:
    """Whoever looks in this request is not who the page is for."""
    g.without_trace = True
