"""A row for each of several tenants in every table there is, whatever tables there are."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, MetaData, Table

CHOSEN = {
    "kind": {"customer": "firm", "contact_default": "permission", None: "staff"},
    "actor_kind": {None: "staff"},
    "about_kind": {None: "staff"},
    "author_kind": {None: "staff"},
    "reader_kind": {None: "staff"},
    "action": {None: "given"},
    "state": {None: "done"},
    "fate": {None: "new"},
    "hours": {None: ""},
    "status": {None: "done"},
    "priority": {None: "normal"},
    "address_form": {None: "sie"},
    "direction": {None: "system"},
    "role": {None: "owner"},
    "salutation": {None: "Frau"},
    "security": {None: "tls"},
}
"""What a CHECK allows: by column, then by table, None for any other table."""

EMPTY = {
    "outgoing_mail": {"sent_at", "failed_at", "expired_at"},
    "comment": {"project_id"},
    "one_time_code": {"person_id"},
    "recovery_code": {"person_id"},
    "read_mark": {"project_id"},
    "file": {"project_id", "task_id", "comment_id"},
}
"""Left NULL: a CHECK allows one of the table's columns of this kind."""

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
VALUES = {int: 1, str: "x", bool: True, bytes: b"x", datetime: MOMENT, date: MOMENT.date(), object: {}}


def fill(connection: Connection, tenants: tuple[int, ...]) -> None:
    """Give each tenant a row in each table where it has none; foreign keys lead to the tenant's own rows."""
    schema = MetaData()
    schema.reflect(connection)
    for table in schema.sorted_tables:
        if table.name == "alembic_version":
            continue
        for tenant in tenants:
            row = {column.name: _value(column, table, tenant) for column in table.columns if column.computed is None}
            connection.execute(_insert_if_missing(connection, table, row, tenant))


def _insert_if_missing(connection: Connection, table: Table, row: dict[str, Any], tenant: int) -> sa.Executable:
    owner = table.c.get("tenant_id", table.c.get("id", table.c.get("key")))
    there = connection.scalar(sa.select(sa.exists().where(owner == row[owner.name])))
    return sa.select(1) if there else table.insert().values(row)


def _value(column: sa.Column, table: Table, tenant: int) -> Any:
    if column.name == "tenant_id" or (table.name == "tenant" and column.name == "id"):
        return tenant
    if column.name in EMPTY.get(table.name, ()):
        return None
    if column.name in CHOSEN:
        return CHOSEN[column.name].get(table.name, CHOSEN[column.name][None])
    kind = column.type.python_type
    if kind is uuid.UUID:
        return _id(_target(column, table), tenant)
    if kind is str and column.name in ("slug", "key"):
        return f"{column.name}-{tenant}"
    return VALUES[kind]


def _target(column: sa.Column, table: Table) -> str:
    """The table whose row the column names: that of the shortest foreign key it stands in, else its own."""
    for key in sorted(table.foreign_key_constraints, key=lambda key: len(key.column_keys)):
        if column.name in key.column_keys:
            return key.referred_table.name
    return table.name


def _id(name: str, tenant: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.{tenant}")
