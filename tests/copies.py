"""Copies of an agency that was made once through the models: what each test starts from costs one statement."""

from __future__ import annotations

import hashlib
import re
import secrets
import uuid
from dataclasses import fields, replace
from functools import reduce

from flask import Flask
from sqlalchemy import (
    CTE,
    JSON,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    Interval,
    Table,
    Text,
    Uuid,
    bindparam,
    cast,
    exists,
    func,
    literal,
    select,
)

from tenants import Tenant, now
from tests.cast import Agency, Someone
from tests.tenants.world import owner, scoped_tables

COPY = bindparam("copy", type_=Tenant.id.type)
SLUG = bindparam("slug", type_=Text)
SALT = bindparam("salt", type_=Text)
LATER = bindparam("later", type_=Interval)
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
KEPT = 24
"""Of the 36 characters of an id, so many stay: they tell the moment by which ids are sorted (RFC 9562, 5.7)."""


class Mould:
    """`agency` as it stands now. Copies have ids of their own, and times as if they had been made when copied."""

    def __init__(self, agency: Agency, superuser: Engine) -> None:
        self.agency, self.made_at, self._superuser = agency, now(), superuser
        self._statement = select(literal(1))
        with superuser.connect() as connection:
            for table in (Tenant.__table__, *scoped_tables()):
                if connection.scalar(select(exists().where(self._mine(table)))):
                    self._statement = self._statement.add_cte(self._insert(table, connection))

    def copy(self, app: Flask) -> Agency:
        """Another agency like it, with a subdomain of its own, at work in `app`; committed."""
        salt, slug = secrets.token_hex(8), f"{self.agency.name.lower()}-{secrets.token_hex(4)}"
        with self._superuser.begin() as connection:
            tenant_id = connection.scalar(select(func.nextval("tenant_id_seq")))
            values = {"copy": tenant_id, "slug": slug, "salt": salt, "later": now() - self.made_at}
            connection.execute(self._statement, values)
        people = {
            field.name: replace(someone, id=_copied(someone.id, salt))
            for field in fields(self.agency)
            if isinstance(someone := getattr(self.agency, field.name), Someone)
        }
        things = {name: _copied(id, salt) for name, id in self.agency.things.items()}
        return replace(self.agency, app=app, tenant_id=tenant_id, slug=slug, things=things, **people)

    def _mine(self, table: Table) -> ColumnElement:
        return owner(table) == self.agency.tenant_id

    def _insert(self, table: Table, connection: Connection) -> CTE:
        """All rows of one table again, as part of the one statement after which foreign keys are looked at."""
        columns = [column for column in table.c if column.computed is None]
        values = [self._value(column, connection) for column in columns]
        rows = select(*values).where(self._mine(table))
        return table.insert().from_select([column.name for column in columns], rows).cte(f"into_{table.name}")

    def _value(self, column: Column, connection: Connection) -> ColumnElement:
        """What a copy has in this column."""
        if column is Tenant.__table__.c.slug:
            return SLUG
        if column is owner(column.table):
            return COPY
        if isinstance(column.type, Uuid):
            return cast(_copied_there(cast(column, Text)), Uuid)
        if isinstance(column.type, JSON):
            written = cast(column, Text)
            ids = {
                id
                for row in connection.scalars(select(written).where(self._mine(column.table)))
                for id in ID.findall(row or "")
            }
            return cast(
                reduce(lambda text, id: func.replace(text, id, _copied_there(literal(id))), ids, written), column.type
            )
        return column + LATER if isinstance(column.type, DateTime) else column


def _copied_there(id: ColumnElement[str]) -> ColumnElement[str]:
    """The id that the database makes of an id for a copy."""
    return func.left(id, KEPT).concat(func.left(func.md5(id.concat(SALT)), 36 - KEPT))


def _copied(id: uuid.UUID, salt: str) -> uuid.UUID:
    """The same here."""
    mixed = hashlib.md5(f"{id}{salt}".encode(), usedforsecurity=False).hexdigest()
    return uuid.UUID(str(id)[:KEPT] + mixed[: 36 - KEPT])
