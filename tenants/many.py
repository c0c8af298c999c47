"""Writing many rows at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, BindParameter, ColumnElement, Text, cast, func, insert, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from .db import db
from .ids import uuid7


def insert_many(kind: type, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of one model, all with the same columns; `id` and `tenant_id` are given to them here.

    One statement with an array for each column, whatever their number: it is as short as for one row, so neither
    driver nor server spends time on reading it. Defaults of the model are not asked. What was added to the session
    before is written before.
    """
    if not rows:
        return
    db.session.flush()
    tenant_id = db.session().tenant_id
    table, names = kind.__table__, list(rows[0])  # type: ignore[attr-defined]
    arrays = [_array([row[name] for row in rows], table.c[name].type) for name in names]
    ids = _array([uuid7() for _row in rows], table.c.id.type)
    source = func.unnest(ids, *arrays).table_valued("id", *names, name="source").render_derived()
    columns = [_read(source.c[name], table.c[name].type) for name in ("id", *names)]
    values = select(literal(tenant_id, table.c.tenant_id.type), *columns)
    db.session.execute(insert(kind).from_select(["tenant_id", "id", *names], values, include_defaults=False))


def _array(values: list[Any], type: TypeEngine) -> BindParameter:
    """JSON travels as text: PostgreSQL would take a list of lists for one array of two dimensions."""
    if isinstance(type, JSON):
        return literal([json.dumps(value) for value in values], ARRAY(Text))
    return literal(values, ARRAY(type))


def _read(column: ColumnElement, type: TypeEngine) -> ColumnElement:
    return cast(column, type) if isinstance(type, JSON) else column
