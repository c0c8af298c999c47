"""What the attempts act on: two agencies with the same kinds of rows, put there and looked at by the superuser."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    Table,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import aggregate_order_by

from tenants import Tenant, db, uuid7
from tests.tenants import rows
from tests.tenants.rows import SECRET

REFERENCES = {
    "customer_id": ("first", "second"),
    "person_id": ("person",),
    "contact_id": ("contact",),
    "group_id": ("group",),
    "rubric_id": ("rubric",),
    "staff_id": ("staff",),
    "project_id": ("project",),
    "task_id": ("task",),
    "comment_id": ("comment",),
}


@dataclass
class Side:
    """One agency: its number and the ids of its rows."""

    tenant_id: int
    slug: str = field(default_factory=lambda: f"leak-{secrets.token_hex(6)}")
    first: uuid.UUID = field(default_factory=uuid7)
    second: uuid.UUID = field(default_factory=uuid7)
    person: uuid.UUID = field(default_factory=uuid7)
    contact: uuid.UUID = field(default_factory=uuid7)
    rubric: uuid.UUID = field(default_factory=uuid7)
    group: uuid.UUID = field(default_factory=uuid7)
    membership: uuid.UUID = field(default_factory=uuid7)
    staff: uuid.UUID = field(default_factory=uuid7)
    project: uuid.UUID = field(default_factory=uuid7)
    task: uuid.UUID = field(default_factory=uuid7)
    item: uuid.UUID = field(default_factory=uuid7)
    comment: uuid.UUID = field(default_factory=uuid7)
    version: uuid.UUID = field(default_factory=uuid7)
    file: uuid.UUID = field(default_factory=uuid7)
    mark: uuid.UUID = field(default_factory=uuid7)
    notice: uuid.UUID = field(default_factory=uuid7)

    def key(self, id: uuid.UUID) -> tuple[int, uuid.UUID]:
        return (self.tenant_id, id)


@dataclass
class World:
    """Agency A, whose session is attacked with, agency B, and who sees everything."""

    a: Side
    b: Side
    superuser: Engine
    untouched: list[tuple] = field(init=False)

    def __post_init__(self) -> None:
        self.untouched = self._state_of_b()

    @classmethod
    def make(cls, superuser: Engine) -> World:
        with superuser.begin() as connection:
            a, b = (Side(connection.scalar(text("SELECT nextval('tenant_id_seq')"))) for _ in range(2))
            for side, mark in ((a, "A"), (b, SECRET)):
                for model, row in rows.of(side, mark):
                    connection.execute(model.__table__.insert(), row)
        return cls(a, b, superuser)

    def crossing(self, customer_id: uuid.UUID | None = None) -> list[tuple[Table, dict]]:
        """Rows that hang something of B on something of A, or the other way round."""
        return [(model.__table__, row) for model, row in rows.crossing(self.a, self.b, customer_id or self.a.first)]

    def plant(self, customer_id: uuid.UUID | None = None) -> None:
        """Put those rows there all the same, with foreign keys off."""
        with self.superuser.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table, row in self.crossing(customer_id):
                connection.execute(table.insert(), row)
        self.__post_init__()

    def clear(self) -> None:
        """Take away everything, also what an attempt with the walls off left behind."""
        with self.superuser.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in (*scoped_tables(), Tenant.__table__):
                connection.execute(table.delete().where(owner(table).in_([self.a.tenant_id, self.b.tenant_id])))

    @property
    def harmed(self) -> bool:
        """Whether anything of B changed, or a row of A points at something of B that did not before."""
        return self._state_of_b() != self.untouched

    def _state_of_b(self) -> list[tuple]:
        """How many rows B has and their checksum, table by table, and how many rows of A point at them."""
        queries = []
        for table in (*scoped_tables(), Tenant.__table__):
            theirs = owner(table) == self.b.tenant_id
            queries.append(select(literal(table.name), func.count(), checksum(table)).where(theirs))
        for table in scoped_tables():
            for name in sorted(REFERENCES.keys() & table.c.keys()):
                pointing = table.c[name].in_([getattr(self.b, id) for id in REFERENCES[name]])
                count = select(literal(f"{table.name}.{name}"), func.count(), literal(""))
                queries.append(count.where(table.c.tenant_id == self.a.tenant_id, pointing))
        with self.superuser.connect() as connection:
            return sorted(map(tuple, connection.execute(union_all(*queries))))


def scoped_tables() -> list[Table]:
    return [table for table in db.metadata.sorted_tables if "tenant_id" in table.c]


def owner(table: Table) -> Column:
    """The column that names the agency, of a scoped table or of agencies themselves."""
    return table.c.tenant_id if "tenant_id" in table.c else table.c.id


def state(superuser: Engine, tenants: list[int], kept: Collection[str] = ()) -> dict[str, tuple]:
    """Number and checksum of the rows of these agencies, table by table, but for `kept`."""
    queries = [
        select(literal(table.name), func.count(), checksum(table)).where(owner(table).in_(tenants))
        for table in (Tenant.__table__, *scoped_tables())
        if table.name not in kept
    ]
    with superuser.connect() as connection:
        return {name: tuple(found) for name, *found in connection.execute(union_all(*queries))}


def checksum(table: Table) -> ColumnElement[str]:
    """One text over all rows that changes when any of them does."""
    row = literal_column(f'md5("{table.name}"::text)')
    return func.coalesce(func.md5(func.string_agg(row, aggregate_order_by("", row))), "")
