"""What happened of late, on the overview. Features say which of their things are told of."""

from __future__ import annotations

from collections.abc import Sequence

from flask_login import current_user

from app.audit import AuditEntry
from tenants import db

_kinds: dict[str, str] = {}


def tell_of(permission: str, *tables: str) -> None:
    """Tell who has the permission what happened to the rows of these tables."""
    _kinds.update(dict.fromkeys(tables, permission))


def hidden_kinds() -> set[str]:
    """The tables of which the person signed in is told nothing; empty for most."""
    return {table for table, permission in _kinds.items() if not current_user.may(permission)}


def latest(count: int = 8) -> Sequence[AuditEntry]:
    """The latest lines of the audit log that the person signed in may see on the overview."""
    seen = [table for table, permission in _kinds.items() if current_user.may(permission)]
    return db.session.scalars(AuditEntry.latest().where(AuditEntry.object_kind.in_(seen)).limit(count)).all()
