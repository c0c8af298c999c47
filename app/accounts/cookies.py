"""Flask's `session`: a signed cookie for messages shown once and for the form token, bound to one agency.

Who is signed in never stands in it (see sessions.py). As Flask makes it, the cookie of one agency is valid at all
others, because all share the secret; here the agency is part of the salt.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from tenants import request_tenant

from .keys import serializer

NAMES = {"staff": "__Host-kontor-staff", "person": "__Host-kontor-portal"}
"""The cookie of a sign-in, by kind of user. `__Host-`: https and this host only, no sibling writes it (RFC 6265bis)."""

ATTRIBUTES: dict[str, Any] = {"path": "/", "secure": True, "httponly": True, "samesite": "Lax"}
CSRF = "csrf_token"


def send(name: str, value: str | None, max_age: int | None = None) -> None:
    """Have the answer set a cookie (None: take it away), if it is an answer that is kept: above 400 nothing is.

    `max_age` in seconds; without it the cookie goes when the browser is closed.
    """
    g.setdefault("cookies_to_send", {})[name] = (value, max_age)


def kind_of_path(path: str) -> str:
    """Whose page this is: "person" below /kunden/, "staff" everywhere else. Decides which cookie counts."""
    return "person" if path == "/kunden" or path.startswith("/kunden/") else "staff"


class BrowserSession(SecureCookieSession):
    """The session of one browser at one agency.

    The cookie keeps a random value for form tokens; what is read here is that value bound to the agency and to the
    sign-in whose cookie came along. So each sign-in and sign-out makes earlier form tokens void, in that part of the
    site only, and no cookie needs to be written for it.
    """

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        return _bound(value) if key == CSRF else value


def _bound(nonce: Any) -> str:
    """Without a key, so that open forms survive a new one; nonce and sign-in are secrets of this browser."""
    kind, tenant = kind_of_path(request.path), request_tenant()
    parts = [nonce, tenant and tenant.id, kind, request.cookies.get(NAMES[kind])]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class AgencySessionInterface(SecureCookieSessionInterface):
    """Signs with the agency's id in the salt, SHA-256 and our clock."""

    session_class = BrowserSession

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:
        tenant = request_tenant()
        return serializer(f"session/{tenant.id if tenant else 'none'}", serializer=self.serializer)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Keep nothing of a request that failed: else the next page would say that it is done."""
        if response.status_code < 500:
            super().save_session(app, session, response)


def _answer(response: Response) -> Response:
    if response.status_code < 400:
        for name, (value, max_age) in g.get("cookies_to_send", {}).items():
            if value is None:
                response.delete_cookie(name, **ATTRIBUTES)
            else:
                response.set_cookie(name, value, max_age=max_age, **ATTRIBUTES)
    return response


def init_app(app: Flask) -> None:
    app.after_request(_answer)
    app.session_interface = AgencySessionInterface()
    app.config.update(
        SESSION_COOKIE_NAME="__Host-kontor",
        SESSION_COOKIE_DOMAIN=None,
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
