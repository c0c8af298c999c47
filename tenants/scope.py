"""The first wall: every ORM statement is narrowed to the session's tenant, everything else is refused.

The second wall is row-level security, the third the composite foreign keys. This one routes queries on a
distributed database and shows mistakes early; the tests prove each wall with the suite of leak attempts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Sequence, event, inspect
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.selectable import TableClause, TextualSelect

from .context import TenantViolation
from .db import TenantSession, db
from .models import Owned, Tenant, TenantScoped

tenant_checked = "tenant_checked"
"""Execution option for a Core or text statement whose author has seen to the tenant. Row-level security still holds."""


@lru_cache(maxsize=4096)
def _criteria(tenant_id: int) -> Any:
    """One option for all tables, because each costs every statement some 70 µs."""
    return with_loader_criteria(Owned, lambda cls: cls.owner_column() == tenant_id, include_aliases=True)


def _is_owned(table: Any) -> bool:
    """Whether it is one of our tables, also when somebody only says its name."""
    known = db.metadata.tables.get(table.name) if isinstance(table, TableClause) else None
    return known is not None and ("tenant_id" in known.c or known is Tenant.__table__)


def _touches_tenants(statement: Any) -> bool:
    if isinstance(statement, Sequence):
        return False  # the next number of a sequence; it cannot be iterated over
    for element in visitors.iterate(statement):
        if isinstance(element, TextClause | TextualSelect) or getattr(element, "is_literal", False):
            return True
        if _is_owned(element if isinstance(element, TableClause) else getattr(element, "table", None)):
            return True
    return False


def _narrow(state: ORMExecuteState) -> None:
    session: TenantSession = state.session  # type: ignore[assignment]
    if session.system:
        return  # another role on another engine: its policies and grants decide
    checked = state.execution_options.get(tenant_checked)
    if not state.is_orm_statement:
        if not checked and _touches_tenants(state.statement):
            raise TenantViolation("Core or text statement on a tenant's table without the option tenant_checked=True")
        return
    if getattr(state.statement, "__visit_name__", "") == "orm_from_statement" and not checked:
        raise TenantViolation("from_statement() is not narrowed to the tenant")
    tenant_id = session.tenant_id
    if state.is_insert:
        return  # WITH CHECK of the policy refuses a foreign row
    if (state.is_update or state.is_delete) and state.is_executemany:
        raise TenantViolation("bulk UPDATE or DELETE by primary key is not narrowed to the tenant")
    state.statement = state.statement.options(_criteria(tenant_id))


def _refuse_foreign(session: TenantSession, thing: Any) -> None:
    """A row that came from elsewhere: criteria do not narrow its refreshing, so it may not even enter."""
    if session.system or not isinstance(thing, Owned):
        return
    key = inspect(thing).key
    mine = (session.tenant_id, None)
    owner = thing.__dict__.get("id" if isinstance(thing, Tenant) else "tenant_id")
    if owner not in mine or (key is not None and key[1][0] not in mine):
        raise TenantViolation(f"{thing!r} belongs to another tenant than its session")


def _stamp(session: TenantSession, *_: Any) -> None:
    if session.system:
        return
    for thing in session.new:
        if isinstance(thing, TenantScoped):
            if thing.tenant_id is None:
                thing.tenant_id = session.tenant_id
            elif thing.tenant_id != session.tenant_id:
                raise TenantViolation(f"{thing!r} belongs to another tenant than its session")
    for thing in (*session.dirty, *session.deleted):
        if isinstance(thing, TenantScoped):
            added, unchanged, deleted = inspect(thing).attrs.tenant_id.history
            if {*(added or ()), *(unchanged or ()), *(deleted or ())} - {session.tenant_id, None}:
                raise TenantViolation(f"{thing!r} belongs to another tenant than its session")


def install() -> None:
    """Put the wall up, once, for every tenant session."""
    event.listen(TenantSession, "do_orm_execute", _narrow)
    event.listen(TenantSession, "before_attach", _refuse_foreign)
    event.listen(TenantSession, "before_flush", _stamp)


install()
