"""Headers of every answer, the marker of public views, and paths that are safe to be sent to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, current_app, g, has_request_context, request

View = TypeVar("View", bound=Callable)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No inline script or style anywhere, nothing from other hosts, no frames (ARCHITECTURE, "Front end")."""

NO_FRAME = "frame-ancestors 'none'"

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}

HSTS = "max-age=31536000; includeSubDomains"


def public(view: View) -> View:
    """Mark a view that anybody may call, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def let_frame(response: Response, origins: Iterable[str]) -> Response:
    """Let these websites show the answer in a frame, and nobody else; an exception for the routes that ask for it.

    `X-Frame-Options`, which can name no website, is left out then: browsers heed the policy (CSP level 3, 7.7.3).
    """
    if sites := " ".join(origins):
        policy = CONTENT_SECURITY_POLICY.replace(NO_FRAME, f"frame-ancestors {sites}")
        response.headers["Content-Security-Policy"] = policy
        g.framed = True
    return response


def harden(response: Response) -> Response:
    """Put the headers on an answer; what a view set itself stays.

    Addresses that hold a token (an argument named `token`) give only their origin away: `no-referrer` would break the
    referrer check of Flask-WTF on https.
    """
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if has_request_context() and g.get("framed") and NO_FRAME not in response.headers["Content-Security-Policy"]:
        del response.headers["X-Frame-Options"]
    secret = has_request_context() and "token" in (request.view_args or {})
    response.headers.setdefault("Referrer-Policy", "strict-origin" if secret else "same-origin")
    if current_app.config.get("SCHEME") == "https":
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    return response


ODD = re.compile(r"[^!-~]|[\\#<>\"'`{}|^]|//|/\.{1,2}(?:[/?]|$)")


def local_path(target: str | None, default: str = "/", within: str = "/") -> str:
    """`target` if it is a plain path on this host (with an optional query), else `default`.

    Refused: schemes, hosts, backslashes, control characters, empty or dotted segments, fragments, anything of it
    hidden behind one or two rounds of percent-encoding, and paths outside `within`.
    """
    if not isinstance(target, str) or len(target) > 2000 or not target.startswith("/"):
        return default
    path = target.partition("?")[0]
    once = unquote(path, errors="replace")
    if ODD.search(target.partition("?")[2]) or any(ODD.search(form) for form in (path, once, unquote(once))):
        return default
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not path.startswith(within):
        return default
    return target


def init_app(app: Flask) -> None:
    app.after_request(harden)
