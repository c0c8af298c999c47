"""The kernel by itself: an application that has nothing but `tenants`, and agencies in any state."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from flask import Flask

import tenants
from tenants import Tenant, TenantRef, as_tenant, db, now, tenant_ids


@pytest.fixture
def kernel(config):
    """A new application with a pool of two connections; a test adds the views it needs."""
    app = Flask("kernel")
    app.config.update(config, TESTING=False, PROPAGATE_EXCEPTIONS=False, DATABASE_POOL=2)
    tenants.init_app(app)
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def agency(kernel) -> Callable[..., TenantRef]:
    """Make an agency; keyword arguments are columns of its row."""

    def make(**columns) -> TenantRef:
        return make_agency(kernel, **columns)

    return make


def make_agency(app: Flask, **columns) -> TenantRef:
    slug = f"probe-{secrets.token_hex(5)}"
    values = {"slug": slug, "name": "Probe", "created_at": now(), "confirmed_at": now()} | columns
    with app.app_context():
        with as_tenant(0):
            tenant_id = db.session.scalar(tenant_ids)
        with as_tenant(tenant_id):
            db.session.add(Tenant(id=tenant_id, **values))
    return TenantRef(tenant_id, slug, created_at=values["created_at"], confirmed_at=values["confirmed_at"])
