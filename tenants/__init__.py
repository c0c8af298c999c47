"""The tenancy kernel. The application uses the names listed here and no others."""

from .bootstrap import ROLES, bootstrap
from .clock import clock, now
from .context import (
    APEX_ID,
    PENDING_FOR,
    NoTenant,
    TenantRef,
    TenantViolation,
    as_tenant,
    current_tenant_id,
    find_tenant_id,
    is_apex,
    reads_only,
    request_tenant,
)
from .db import db, init_db, own_transaction, side_engine, system_session
from .ids import uuid7
from .many import insert_many
from .models import Tenant, TenantScoped, current_tenant, refers_to, tenant_ids, to_many, to_one
from .resolve import APEX_SLUG, RESERVED, SLUG, find_by_slug, init_resolving, pending_ok, slug_of
from .roles import WrongRole, check_role
from .scope import tenant_checked
from .urls import agency_host, agency_url, apex_url, base_domain

__all__ = [
    "APEX_ID", "APEX_SLUG", "PENDING_FOR", "RESERVED", "ROLES", "SLUG",
    "NoTenant", "Tenant", "TenantRef", "TenantScoped", "TenantViolation", "WrongRole",
    "agency_host", "agency_url", "apex_url", "as_tenant", "base_domain", "bootstrap", "check_role", "clock",
    "current_tenant", "current_tenant_id", "db", "find_by_slug", "find_tenant_id", "init_app", "insert_many",
    "is_apex", "now", "own_transaction", "pending_ok", "reads_only", "refers_to", "request_tenant", "side_engine",
    "slug_of", "system_session", "tenant_checked", "tenant_ids", "to_many", "to_one", "uuid7",
]  # fmt: skip


def init_app(app) -> None:
    """Clock, engines, host resolution and the one transaction per request."""
    clock.hasten(*app.config.get("CLOCK", ()))
    init_db(app)
    init_resolving(app)
