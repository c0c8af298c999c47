"""Browsers that have proved to belong to an account, so that strangers who guess at it cannot lock its owner out.

A signed cookie ("device cookie" in OWASP's words) names the accounts by HMAC and the browser by a random id. It lets
nobody in; it only has the throttle count this browser apart from all others, with the same limit.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import g, has_request_context, request
from itsdangerous import BadData, URLSafeTimedSerializer

from tenants import current_tenant_id

from .cookies import send
from .keys import digest, serializer

COOKIE = "__Host-kontor-known"
KEPT_FOR = 180 * 24 * 3600
"""Seconds since the last account was added."""

MOST_ACCOUNTS = 10


def browser_of(scope: str, account: str) -> str | None:
    """The id of this browser if it is known for the account, else None, which all strangers share."""
    browser, accounts = _read()
    return browser if _name(scope, account) in accounts else None


def remember(scope: str, account: str) -> None:
    """Make this browser known: the right password was given in it, or a link that only the account's owner got used."""
    if not has_request_context() or browser_of(scope, account):
        return
    browser, accounts = _read()
    g.known_browser = [browser or secrets.token_urlsafe(12), [*accounts, _name(scope, account)][-MOST_ACCOUNTS:]]
    send(COOKIE, _serializer().dumps(g.known_browser), KEPT_FOR)


def _read() -> list[Any]:
    if "known_browser" not in g:
        try:
            value = request.cookies.get(COOKIE, "") if has_request_context() else ""
            g.known_browser = _serializer().loads(value, max_age=KEPT_FOR)
        except BadData:
            g.known_browser = [None, []]
    return g.known_browser


def _serializer() -> URLSafeTimedSerializer:
    return serializer(f"known/{current_tenant_id()}")


def _name(scope: str, account: str) -> str:
    return digest("known", scope, account)[:22]
