"""The same product as if it served one agency alone: no criteria, no guard, no tenant at BEGIN, no row-level security.

What tenancy costs is measured against this. It is told apart by the setting UNSCOPED, so that both run in one process.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app
from sqlalchemy import Engine, event

from tenants import TenantRef, db, now, resolve, scope
from tenants.db import TenantSession, _begin, _check_whole

UNSCOPED = "UNSCOPED"


def install() -> None:
    """Make the kernel ask, at each of its walls, whether the application at work has any."""
    event.remove(TenantSession, "do_orm_execute", scope._narrow)
    event.remove(TenantSession, "before_flush", scope._stamp)
    event.listen(TenantSession, "do_orm_execute", lambda state: _walled() and scope._narrow(state))
    event.listen(TenantSession, "before_flush", lambda session, *rest: _walled() and scope._stamp(session, *rest))
    usual_bind, usual_find = TenantSession.get_bind, resolve.find_by_slug
    TenantSession.get_bind = lambda self, *a, **k: usual_bind(self) if _walled() else db.engine  # type: ignore
    resolve.find_by_slug = lambda slug: usual_find(slug) if _walled() else current_app.config[UNSCOPED]


def _walled() -> bool:
    return UNSCOPED not in current_app.config


def take_down(app: Flask, tenant_id: int, slug: str) -> None:
    """Take the walls of this application down; its database role is one that row-level security does not bind."""
    app.config[UNSCOPED] = TenantRef(tenant_id, slug, created_at=now(), confirmed_at=now())
    with app.app_context():
        engines: list[Engine] = list(db.engines.values())
    for engine in engines:
        event.remove(engine, "begin", _begin)
        event.remove(engine, "commit", _check_whole)
        event.listen(engine, "begin", _plain_begin)


def _plain_begin(connection: Any) -> None:
    connection.connection.driver_connection.pgconn.exec_(b"BEGIN")
