"""What a revision needs beyond Alembic: tables behind row-level security, and changes to them.

Every revision begins with `SET row_security = off`: under FORCE the owner's statements would otherwise pass over
0 rows without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

from tenants.db import NAMING

metadata_naming = NAMING
WEB = "SELECT, INSERT, UPDATE, DELETE"


def begin() -> None:
    """First call of every revision."""
    op.execute("SET LOCAL row_security = off")


def tenant_table(name: str, *parts: sa.SchemaItem, grants: str = WEB, system: str | None = None) -> None:
    """Make a table of a tenant: tenant_id and id as key, `parts`, forced row-level security, grants to app_user.

    `system` names what app_system may do with it over all tenants (for instance "SELECT"); usually nothing.
    """
    op.create_table(
        name,
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=f"fk_{name}_tenant_id", ondelete="CASCADE"),
    )
    secure(name, "tenant_id", grants=grants, system=system)


def secure(name: str, column: str, *, grants: str = WEB, system: str | None = None) -> None:
    """Row-level security for a table whose `column` is the tenant."""
    op.execute(f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY')
    op.execute(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')
    test = f"{column} = app.current_tenant()"
    op.execute(f'CREATE POLICY tenant_only ON "{name}" TO app_user, app_owner USING ({test}) WITH CHECK ({test})')
    op.execute(f'GRANT {grants} ON "{name}" TO app_user')
    op.execute(f'CREATE POLICY backup_reads ON "{name}" FOR SELECT TO app_backup USING (true)')
    op.execute(f'GRANT SELECT ON "{name}" TO app_backup')
    if system:
        op.execute(f'CREATE POLICY system_all ON "{name}" TO app_system USING (true) WITH CHECK (true)')
        op.execute(f'GRANT {system} ON "{name}" TO app_system')


def reference(name: str, table: str, column: str, **options) -> sa.ForeignKeyConstraint:
    """The composite foreign key from `name.column` to `table`, named as the models name it."""
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], name=f"fk_{name}_tenant_id_{column}", **options
    )


def unique(name: str, *columns: str) -> sa.UniqueConstraint:
    """Unique per tenant."""
    return sa.UniqueConstraint("tenant_id", *columns, name=f"uq_{name}_{'_'.join(('tenant_id', *columns))}")


def check(name: str, rule: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=f"ck_{name}_{rule}")


def index(name: str, *columns: str, **options) -> None:
    """An index that begins with the tenant."""
    op.create_index(f"ix_{name}_{'_'.join(('tenant_id', *columns))}", name, ["tenant_id", *columns], **options)


@contextmanager
def unforced(*tables: str) -> Iterator[None]:
    """Lift FORCE while data or foreign keys of existing tables change (name both sides of a key)."""
    for table in tables:
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
    yield
    for table in tables:
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')


def moment(name: str, **options) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), **options)
