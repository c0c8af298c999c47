"""Which tenant is this? A session asks once, when it is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, g, has_request_context, request

from .clock import now

APEX_ID = 0
"""The apex (the bare base domain) is agency 0; its forms, throttle and mails use the same tables."""

PENDING_FOR = timedelta(hours=48)
"""How long the subdomain of an unconfirmed agency is kept (PRODUCT, "Sign-up")."""


class NoTenant(RuntimeError):
    """A query was tried in a session that belongs to no tenant."""


class TenantViolation(RuntimeError):
    """Something would have crossed from one tenant to another, or could not be shown not to."""


@dataclass(frozen=True, slots=True)
class TenantRef:
    """What the host says about a tenant, before anything of the tenant is read."""

    id: int
    slug: str
    created_at: datetime | None = None
    confirmed_at: datetime | None = None
    suspended_at: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def pending(self) -> bool:
        """Signed up, address not confirmed, subdomain still kept."""
        return self.confirmed_at is None and self._kept

    @property
    def active(self) -> bool:
        return self.confirmed_at is not None and self.suspended_at is None and self.deleted_at is None

    @property
    def reachable(self) -> bool:
        return self.suspended_at is None and self.deleted_at is None and (self.active or self.pending)

    @property
    def _kept(self) -> bool:
        return self.created_at is not None and now() < self.created_at + PENDING_FOR


def request_tenant() -> TenantRef | None:
    """The tenant of the request's host, or None for a host that is nobody's."""
    return request.environ.get("kontor.tenant")


def find_tenant_id() -> int | None:
    """The tenant a session made here and now belongs to, or None."""
    if (tenant_id := g.get("tenant_id")) is not None:
        return tenant_id
    if has_request_context() and (ref := request_tenant()):
        return ref.id
    return None


def current_tenant_id() -> int:
    """The id of the tenant at work. Raises NoTenant where there is none."""
    tenant_id = find_tenant_id()
    if tenant_id is None:
        raise NoTenant("no tenant here: a request gets one from its host, everything else from as_tenant()")
    return tenant_id


def is_apex() -> bool:
    """True on the bare base domain, where agencies sign up."""
    return find_tenant_id() == APEX_ID


def reads_only() -> bool:
    """Whether a session made here and now is that of a request which only looks."""
    return has_request_context() and request.method in ("GET", "HEAD", "OPTIONS") and not g.get("as_tenant")


@contextmanager
def as_tenant(tenant_id: int) -> Iterator[None]:
    """Work as one tenant outside a request (jobs, command line, tests).

    `db.session` is a new session of that tenant; it commits at the end and rolls back on an error.
    """
    from .db import db

    app = current_app._get_current_object() if current_app else None
    if app is None:
        raise NoTenant("as_tenant() needs an application context around it, or app.app_context()")
    with app.app_context():
        g.tenant_id, g.as_tenant = int(tenant_id), True
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
