"""Revisions on a database that is in use: two agencies have rows in every table before the next revision runs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError

import migrations
from migrations.tools import begin, reference, unforced
from tenants import bootstrap, db
from tenants.bootstrap import ROLES
from tests.tenants.filling import fill

CHAIN = [script.revision for script in ScriptDirectory.from_config(migrations.configuration("")).walk_revisions()][::-1]

REFERENCES = """
    SELECT k.conname, k.conrelid::regclass::text AS own, k.confrelid::regclass::text AS other,
        (SELECT string_agg(format('o.%I = t.%I', b.attname, a.attname), ' AND ')
         FROM unnest(k.conkey, k.confkey) AS p (x, y)
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.x
         JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = p.y) AS pairs,
        (SELECT string_agg(format('t.%I IS NOT NULL', a.attname), ' AND ') FROM unnest(k.conkey) AS p (x)
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.x) AS present
    FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
    """

DEFINITIONS = """
    SELECT concat_ws(' ', c.relname, k.conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN 'NOT NULL' END, pg_get_expr(d.adbin, d.adrelid), 'COLLATE ' || o.collname)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_collation o ON o.oid = a.attcollation
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL SELECT concat_ws(' ', c.relname, format_type(s.seqtypid, NULL))
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid WHERE c.relnamespace = 'public'::regnamespace
    """


@pytest.fixture(scope="module")
def new_database(cluster, urls):
    """Make another database of the same roles: its URLs, that of the superuser among them."""

    def make(name: str) -> dict[str, str]:
        passwords = {role: make_url(urls[role]).password for role in ROLES}
        made = bootstrap(cluster.superuser_url, passwords, name)
        return made | {"superuser": str(cluster.superuser_url.replace("/postgres?", f"/{name}?"))}

    return make


@pytest.fixture(scope="module")
def in_use(new_database):
    """A database that was migrated one revision at a time, filled for two agencies after each."""
    urls = new_database("in_use")
    superuser = create_engine(urls["superuser"])
    for revision in CHAIN:
        migrations.upgrade(urls["app_owner"], revision)
        with superuser.begin() as connection:
            fill(connection, tenants=(1, 2))
    yield urls
    superuser.dispose()


@pytest.fixture
def owner(in_use):
    engine = create_engine(in_use["app_owner"])
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def superuser(in_use):
    engine = create_engine(in_use["superuser"])
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def orphans(connection) -> list[str]:
    """Foreign keys that some row does not fulfil, checked row by row and not believed."""
    found = []
    for name, own, other, pairs, present in connection.execute(text(REFERENCES)).all():
        missing = f"SELECT FROM {own} t WHERE {present} AND NOT EXISTS (SELECT FROM {other} o WHERE {pairs})"
        if connection.scalar(text(f"SELECT EXISTS ({missing})")):
            found.append(name)
    return found


def test_two_agencies_have_rows_in_every_table_and_no_row_is_an_orphan(superuser):
    for table in db.metadata.sorted_tables:
        column = table.c.get("tenant_id", table.c.get("id"))
        if column is not None:
            tenants = superuser.scalars(sa.select(column).distinct()).all()
            assert {1, 2} <= set(tenants), table.name
    assert superuser.execute(text(REFERENCES)).all()
    assert orphans(superuser) == []


def test_an_orphan_is_found(superuser):
    superuser.execute(text("SET LOCAL session_replication_role = replica"))
    superuser.execute(text("UPDATE contact SET customer_id = id WHERE tenant_id = 2"))
    assert orphans(superuser) == ["fk_contact_tenant_id_customer_id"]
    superuser.rollback()


def test_a_second_upgrade_changes_nothing(in_use, superuser):
    before = set(superuser.scalars(text(DEFINITIONS)))
    migrations.upgrade(in_use["app_owner"])
    assert set(superuser.scalars(text(DEFINITIONS))) == before


def test_the_revisions_are_one_chain_and_each_begins_with_row_security_off():
    script = ScriptDirectory.from_config(migrations.configuration(""))
    assert len(script.get_heads()) == len(script.get_bases()) == 1
    for revision in script.walk_revisions():
        assert len(revision._normalized_down_revisions) <= 1
        tree = ast.parse(Path(revision.path).read_text())
        upgrade = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade")
        assert ast.unparse(upgrade.body[0]) == "begin()", revision.revision


def test_the_models_are_the_schema(new_database, app, superuser):
    """Column for column, constraint for constraint, index for index: what the models would make is what is there."""
    engine = create_engine(new_database("models")["superuser"])
    with engine.begin() as connection:
        db.metadata.create_all(connection)
        wanted = set(connection.scalars(text(DEFINITIONS)))
    engine.dispose()
    present = {line for line in superuser.scalars(text(DEFINITIONS)) if "alembic_version" not in line}
    assert present - wanted == set()
    assert wanted - present == set()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE customer ALTER company DROP NOT NULL",
        "ALTER TABLE customer DROP CONSTRAINT ck_customer_kind",
        "ALTER TABLE customer ALTER sort_key TYPE text COLLATE pg_catalog.default",
        "CREATE INDEX ON contact (tenant_id, position)",
        "ALTER TABLE contact ADD COLUMN fax text",
        "ALTER TABLE customer ALTER city SET DEFAULT ''",
    ],
)
def test_a_difference_between_models_and_schema_shows(superuser, change):
    before = set(superuser.scalars(text(DEFINITIONS)))
    superuser.execute(text(change))
    assert set(superuser.scalars(text(DEFINITIONS))) != before
    superuser.rollback()


def alter(connection, change) -> None:
    """Do what a revision would do."""
    with Operations.context(MigrationContext.configure(connection)):
        change()


def count_renamed(superuser) -> int:
    return superuser.scalar(text("SELECT count(*) FROM customer WHERE company = 'Neu'"))


RENAME = text("UPDATE customer SET company = 'Neu'")


def test_without_precautions_an_update_passes_over_every_row(owner):
    assert owner.execute(RENAME).rowcount == 0


def test_begin_makes_an_error_of_it(owner):
    with pytest.raises(DBAPIError, match="row-level security"):
        alter(owner, lambda: (begin(), owner.execute(RENAME)))


def test_unforced_reaches_every_row_and_forces_again(owner, superuser):
    def change():
        begin()
        with unforced("customer"):
            assert owner.execute(RENAME).rowcount == 2

    alter(owner, change)
    forced = text("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'customer'")
    assert owner.scalar(forced) is True
    with pytest.raises(DBAPIError, match="row-level security"):
        owner.execute(RENAME)
    assert count_renamed(superuser) == 0


@pytest.fixture
def orphan(in_use, owner):
    """A contact of agency 2 whose person is nobody, and no foreign key that would have refused it."""
    engine = create_engine(in_use["superuser"])
    restore = reference("contact", "person", "person_id")
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE contact DROP CONSTRAINT {restore.name}"))
        person = connection.scalar(text("SELECT person_id FROM contact WHERE tenant_id = 2"))
        connection.execute(text("UPDATE contact SET person_id = id WHERE tenant_id = 2"))
    yield restore.name
    owner.rollback()
    with engine.begin() as connection:
        connection.execute(text("UPDATE contact SET person_id = :person WHERE tenant_id = 2"), {"person": person})
        connection.execute(text(f"ALTER TABLE contact DROP CONSTRAINT IF EXISTS {restore.name}"))
        columns = "(tenant_id, person_id) REFERENCES person (tenant_id, id)"
        connection.execute(text(f"ALTER TABLE contact ADD CONSTRAINT {restore.name} FOREIGN KEY {columns}"))
    engine.dispose()


def add_key(name: str) -> None:
    op.create_foreign_key(name, "contact", "person", ["tenant_id", "person_id"], ["tenant_id", "id"])


def test_a_foreign_key_added_without_precautions_does_not_see_the_orphan(owner, orphan):
    alter(owner, lambda: add_key(orphan))
    validated = text("SELECT convalidated FROM pg_constraint WHERE conname = :name")
    assert owner.scalar(validated, {"name": orphan}) is True


def test_a_foreign_key_added_unforced_sees_it(owner, orphan):
    def change():
        begin()
        with unforced("contact", "person"):
            add_key(orphan)

    with pytest.raises(IntegrityError, match="foreign key"):
        alter(owner, change)
