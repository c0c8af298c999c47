"""Host → tenant, in a WSGI middleware, before Flask looks at the request.

Exactly one label before the base domain. Unknown and suspended agencies get the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from flask import Flask, abort, current_app, g, request
from sqlalchemy.exc import OperationalError, TimeoutError

from .context import APEX_ID, TenantRef, TenantViolation, request_tenant
from .db import db, side_engine

SLUG = re.compile(r"[a-z](?!.*--)[a-z0-9-]{1,28}[a-z0-9]")
"""3 to 30 letters, digits and single hyphens, beginning with a letter: one DNS label (RFC 1123), no `xn--`."""

PORT = re.compile("[0-9]{1,5}")

APEX_SLUG = "@"
"""Agency 0's slug can be no host's label."""

_NAMES = (
    "admin administrator agentur anmelden api app apex assets auth beta billing blog cdn cname cpanel datenschutz "
    "demo-admin dev dns docs email entwicklung ftp git hilfe help host hostmaster imap impressum info intern internal "
    "invoice kontor kunden localhost login mail mailer mx mitglieder monitor news newsletter noc noreply ns ns1 ns2 "
    "operator pop pop3 portal postmaster preview root secure security server shop sicherheit smtp ssl staging static "
    "status support system test tests tls verwaltung vpn webmail webmaster wiki www"
)
RESERVED = frozenset(_NAMES.split())
"""Names that mean something to people or machines (RFC 2142 mailboxes, usual host names, the product's own words)."""

RESOLVE = "SELECT id, slug, created_at, confirmed_at, suspended_at, deleted_at FROM app.resolve_tenant(%s)"


def slug_of(host: str, base_domain: str) -> str | None:
    """The agency's label in a Host header, APEX_SLUG for the base domain itself, None for anything else."""
    name, colon, port = host.lower().partition(":")
    if colon and not (PORT.fullmatch(port) and int(port) < 65536):
        return None
    if name == base_domain:
        return APEX_SLUG
    label, dot, rest = name.partition(".")
    if not dot or rest != base_domain or not SLUG.fullmatch(label) or label in RESERVED:
        return None
    return label


def find_by_slug(slug: str) -> TenantRef | None:
    """What the public may know of a slug: the function of the database reads only these columns.

    Every request asks this, so the driver is asked directly: a third of the work, and one round trip.
    """
    connection = None
    try:
        connection = side_engine().raw_connection()
        row = connection.driver_connection.execute(RESOLVE, (slug,)).fetchone()
    except psycopg.Error as error:
        if connection is not None and connection.driver_connection.closed:
            connection.invalidate(error)
        raise OperationalError(RESOLVE, None, error) from error
    finally:
        if connection is not None:
            connection.close()
    return TenantRef(*row) if row else None


class TenantMiddleware:
    """Puts `kontor.tenant` (TenantRef or None) into the environment of each request."""

    def __init__(self, app: Flask, wsgi_app: Callable[..., Iterable[bytes]]) -> None:
        self.app, self.wsgi_app = app, wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["kontor.tenant"] = None
        slug = slug_of(environ.get("HTTP_HOST", ""), self.app.config["BASE_DOMAIN"])
        if slug == APEX_SLUG:
            environ["kontor.tenant"] = TenantRef(APEX_ID, APEX_SLUG)
        elif slug:
            try:
                with self.app.app_context():
                    ref = find_by_slug(slug)
                environ["kontor.tenant"] = ref if ref and ref.reachable else None
            except (OperationalError, TimeoutError) as error:
                environ["kontor.fault"] = error
        else:  # no text of the sender's: from a name that is no name not even the page that says so could be made
            environ["HTTP_HOST"] = self.app.config["BASE_DOMAIN"]
        return self.wsgi_app(environ, start_response)


def pending_ok(view: Any) -> Any:
    """Mark a view that answers while its agency is not yet confirmed."""
    view.pending_ok = True
    return view


def check_tenant() -> None:
    """First thing in a request: no tenant, no page. Pending agencies answer only where marked."""
    if fault := request.environ.get("kontor.fault"):
        raise fault
    ref = request_tenant()
    if "tenant_id" in g and (ref is None or g.tenant_id != ref.id):
        raise TenantViolation("a request inside the application context of another tenant")
    if ref is None:
        abort(404)
    # an outer app_context() is shared with every request inside it, and so is its session: the next one must notice
    g.tenant_id = ref.id
    view = current_app.view_functions.get(request.endpoint or "")
    if ref.id != APEX_ID and not ref.active and not getattr(view, "pending_ok", False):
        abort(404)


def finish_transaction(response: Any) -> Any:
    """One transaction per request: what answers below 400 is kept, everything else is undone."""
    if response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response


def init_resolving(app: Flask) -> None:
    app.wsgi_app = TenantMiddleware(app, app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(check_tenant)
    app.after_request(finish_transaction)
