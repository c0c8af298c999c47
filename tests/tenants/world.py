"""What the attempts act on: two agencies with the same kinds of rows, put there and looked at by the superuser."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field

from sqlalchemy import (
    ColumnElement,
    Connection,
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

from app.contacts.models import Contact, Person
from app.customers.models import Customer
from app.groups.models import Group, GroupMembership, Rubric
from tenants import Tenant, db, now, uuid7

SECRET = "GEHEIM"
"""In every text of B, nowhere else."""

REFERENCES = {
    "customer_id": ("first", "second"),
    "person_id": ("person",),
    "group_id": ("group",),
    "rubric_id": ("rubric",),
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
            _fill(connection, a, "A")
            _fill(connection, b, SECRET)
        return cls(a, b, superuser)

    def crossing(self, customer_id: uuid.UUID | None = None) -> list[tuple[Table, dict]]:
        """Rows that hang something of B on a customer of A."""
        customer_id = customer_id or self.a.first
        contact = {"customer_id": customer_id, "person_id": self.b.person, "position": SECRET, "primary": False}
        membership = {"customer_id": customer_id, "group_id": self.b.group}
        rows = (
            (Contact, self.b, contact),
            (GroupMembership, self.b, membership),
            (GroupMembership, self.a, membership),
        )
        return [(model.__table__, {"tenant_id": side.tenant_id, "id": uuid7()} | row) for model, side, row in rows]

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
                connection.execute(table.delete().where(_tenant(table).in_([self.a.tenant_id, self.b.tenant_id])))

    @property
    def harmed(self) -> bool:
        """Whether anything of B changed, or a row of A points at something of B that did not before."""
        return self._state_of_b() != self.untouched

    def _state_of_b(self) -> list[tuple]:
        """How many rows B has and their checksum, table by table, and how many rows of A point at them."""
        queries = []
        for table in (*scoped_tables(), Tenant.__table__):
            theirs = _tenant(table) == self.b.tenant_id
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


def _tenant(table: Table):
    return table.c.tenant_id if "tenant_id" in table.c else table.c.id


def checksum(table: Table) -> ColumnElement[str]:
    """One text over all rows that changes when any of them does."""
    row = literal_column(f'md5("{table.name}"::text)')
    return func.coalesce(func.md5(func.string_agg(row, aggregate_order_by("", row))), "")


def _fill(connection: Connection, side: Side, mark: str) -> None:
    tenant = {"tenant_id": side.tenant_id}

    def insert(model: type, **row) -> None:
        connection.execute(model.__table__.insert(), tenant | row)

    stamps = {"created_at": now(), "confirmed_at": now()}
    connection.execute(Tenant.__table__.insert(), {"id": side.tenant_id, "slug": side.slug, "name": mark} | stamps)
    for number, id in ((1, side.first), (2, side.second)):
        texts = {"number": f"{mark}-{number}", "company": f"{mark} {number}", "email": f"{number}@{mark}.example"}
        insert(Customer, id=id, sort_key=mark, **texts)
    insert(Person, id=side.person, first_name=mark, last_name=mark)
    parties = {"customer_id": side.first, "person_id": side.person}
    insert(Contact, id=side.contact, position=mark, primary=True, **parties)
    insert(Rubric, id=side.rubric, name=mark)
    insert(Group, id=side.group, rubric_id=side.rubric, name=mark)
    insert(GroupMembership, id=side.membership, customer_id=side.first, group_id=side.group)
