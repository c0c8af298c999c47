"""What goes over the wire, and what is left on a connection that goes back to the pool."""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from psycopg.pq import Trace
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from tenants import Tenant, as_tenant, current_tenant, db, find_by_slug, own_transaction, side_engine
from tests.tenants.test_context import setting

SHOW = text("SELECT current_setting('app.tenant_id', true), (SELECT count(*) FROM tenant)")


def wire(engine, work: Callable[[], None]) -> list[str]:
    """The messages that libpq exchanges on the pool's one connection while `work` runs: who, and what."""
    with tempfile.TemporaryFile() as file, engine.connect().execution_options(plain=True) as connection:
        pgconn = connection.connection.driver_connection.pgconn
        connection.close()
        pgconn.trace(file.fileno())
        pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        work()
        pgconn.untrace()
        file.seek(0)
        return [line.decode().rstrip("\n") for line in file]


def round_trips(messages: list[str]) -> int:
    return sum("ReadyForQuery" in message for message in messages)


def queries(messages: list[str]) -> list[str]:
    return [message.split("\t")[3].strip().strip('"') for message in messages if message.split("\t")[2] == "Query"]


def test_the_tenant_travels_in_the_message_that_begins(kernel, agency):
    ref = agency()
    with kernel.app_context():
        engine = db.engine

        def scoped():
            with as_tenant(ref.id):
                assert db.session.scalars(select(Tenant.slug)).one() == ref.slug

        def unscoped():
            with engine.begin() as connection:
                assert connection.execute(select(Tenant.slug)).all() == []

        engine.dispose()
        engine.pool._pool.maxsize = 1
        for work in (scoped, unscoped):
            work()  # a statement is prepared once per connection
        with_tenant, without = wire(engine, scoped), wire(engine, unscoped)
    assert f"BEGIN; SET LOCAL app.tenant_id = '{ref.id}'" in " ".join(with_tenant)
    assert sum("SET" in query for query in queries(with_tenant)) == 1
    assert round_trips(with_tenant) == round_trips(without) == 3


def test_resolving_a_host_is_one_round_trip(kernel, agency):
    ref = agency()
    with kernel.app_context():
        engine = side_engine()
        engine.dispose()
        find_by_slug(ref.slug)
        messages = wire(engine, lambda: find_by_slug(ref.slug))
    assert round_trips(messages) == 1
    assert queries(messages) == []


def leftovers(app) -> set:
    """What each connection of both pools says when nobody has told it a tenant."""
    found = set()
    with app.app_context():
        for engine in (db.engine, side_engine()):
            connections = [engine.connect().execution_options(plain=True) for _ in range(engine.pool.size())]
            for connection in connections:
                found.add(tuple(connection.execute(SHOW).one()))
                connection.close()
    return found


def committed(ref):
    with as_tenant(ref.id):
        current_tenant().name = "Umbenannt"


def rolled_back(ref):
    with pytest.raises(ZeroDivisionError), as_tenant(ref.id):
        assert setting(db.session) == str(ref.id)
        raise ZeroDivisionError


def failed(ref):
    with pytest.raises(DBAPIError), as_tenant(ref.id):
        db.session.execute(text("SELECT 1 / 0"), execution_options={"tenant_checked": True})


def left_open(ref):
    with as_tenant(ref.id), db.session.get_bind().connect() as connection:
        connection.begin()


def on_the_side(ref):
    with as_tenant(ref.id), own_transaction() as side:
        assert setting(side) == str(ref.id)


def autocommitted(ref):
    with as_tenant(ref.id), db.session.get_bind().connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(SHOW)


@pytest.mark.parametrize("work", [committed, rolled_back, failed, left_open, on_the_side, autocommitted])
def test_no_tenant_is_left_on_a_connection(kernel, agency, work):
    ref = agency()
    with kernel.app_context():
        for _ in range(3):
            work(ref)
    assert leftovers(kernel) <= {(None, 0), ("", 0)}


def test_a_prepared_statement_serves_each_tenant_its_own(kernel, agency):
    refs = [agency() for _ in range(3)]
    with kernel.app_context():
        for _ in range(8):  # beyond the five custom plans after which PostgreSQL may keep a generic one
            for ref in refs:
                with as_tenant(ref.id):
                    assert db.session.scalars(select(Tenant.slug)).all() == [ref.slug]
                    everything = db.session.connection().execute(text("SELECT slug FROM tenant")).scalars().all()
                    assert everything == [ref.slug]


STACKED = [
    "SELECT 1; SELECT 2",
    "SELECT 1; SET LOCAL app.tenant_id = '1'; SELECT 2",
    "SET LOCAL app.tenant_id = '1'; SELECT slug FROM tenant",
    "COMMIT; BEGIN; SET LOCAL app.tenant_id = '1'",
]


@pytest.mark.parametrize("sql", STACKED)
def test_stacked_statements_are_refused(kernel, agency, sql):
    ref = agency()
    with kernel.app_context():
        for execute in (
            lambda: db.session.execute(text(sql), execution_options={"tenant_checked": True}),
            lambda: db.session.connection().exec_driver_sql(sql),
            lambda: db.session.connection().connection.driver_connection.execute(sql),
        ):
            with pytest.raises(Exception, match="multiple commands into a prepared statement"), as_tenant(ref.id):
                execute()


def test_a_value_never_becomes_a_statement(kernel, agency):
    ref = agency()
    evil = "'; SET LOCAL app.tenant_id = '1'; --"
    with kernel.app_context(), as_tenant(ref.id):
        current_tenant().name = evil
        db.session.flush()
        assert db.session.scalars(select(Tenant.name).where(Tenant.name == evil)).one() == evil
        assert setting(db.session) == str(ref.id)


def end_backend(superuser, pid: int) -> None:
    with superuser.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


def terminate(superuser, session) -> None:
    """End the server's side of the session's connection."""
    end_backend(superuser, session.connection().connection.driver_connection.info.backend_pid)


def test_a_connection_lost_between_two_requests_is_not_noticed(kernel, agency, superuser):
    ref = agency()
    with kernel.app_context():
        for engine in (db.engine, side_engine()):
            with engine.connect() as connection:
                pid = connection.connection.driver_connection.info.backend_pid
            end_backend(superuser, pid)
        for _ in range(3):
            with as_tenant(ref.id), own_transaction() as side:
                assert current_tenant().slug == side.scalars(select(Tenant.slug)).one() == ref.slug


def test_a_connection_lost_while_beginning_is_an_error_of_the_database(kernel, agency, superuser):
    ref = agency()
    with kernel.app_context():
        with pytest.raises(OperationalError) as raised, as_tenant(ref.id):
            connection = db.session.get_bind().connect()  # checked when it left the pool, lost before BEGIN
            end_backend(superuser, connection.connection.driver_connection.info.backend_pid)
            connection.begin()
        assert raised.value.connection_invalidated
        with as_tenant(ref.id):
            assert current_tenant().slug == ref.slug


def test_no_statement_takes_rights_with_it(kernel, agency):
    """What a request could say to become somebody else is refused."""
    ref = agency()
    refused = [
        "SET ROLE app_owner", "SET ROLE app_system", "SET ROLE app_backup", "SET SESSION AUTHORIZATION app_owner",
        "ALTER TABLE tenant DISABLE ROW LEVEL SECURITY", "ALTER TABLE tenant NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY tenant_only ON tenant", "CREATE POLICY mine ON tenant USING (true)", "TRUNCATE tenant",
        "CREATE TEMP TABLE tenant (id bigint)", "CREATE TABLE mine (id bigint)", "CREATE SCHEMA mine",
        "CREATE FUNCTION app.current_tenant() RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
        "GRANT app_owner TO app_user", "COPY tenant TO PROGRAM 'cat'", "COPY tenant FROM '/etc/passwd'",
        "DROP TABLE tenant", "ALTER ROLE app_user BYPASSRLS", "LOAD 'plpgsql'",
        "CREATE EXTENSION plpgsql SCHEMA public",
    ]  # fmt: skip
    with kernel.app_context():
        for sql in refused:
            with pytest.raises((ProgrammingError, OperationalError)), as_tenant(ref.id):
                db.session.execute(text(sql), execution_options={"tenant_checked": True})


def put_together(path: Path) -> list[int]:
    """The lines on which SQL is made out of anything but literals and the module's own string constants."""
    tree = ast.parse(path.read_text())
    constants = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def fixed(node: ast.expr) -> bool:
        match node:
            case ast.Constant() | ast.Name():
                return True
            case ast.JoinedStr(values=values):
                parts = [part.value for part in values if isinstance(part, ast.FormattedValue)]
                return all(isinstance(part, ast.Name) and part.id in constants for part in parts)
        return False

    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    spoken = ("text", "exec_driver_sql", "literal_column")
    return [
        call.lineno
        for call in calls
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in spoken and not fixed(call.args[0])
    ]


def test_sql_is_never_put_together_from_values(tmp_path):
    root = Path(__file__).parents[2]
    files = [*root.glob("app/**/*.py"), *root.glob("tenants/*.py")]
    assert {str(path.relative_to(root)): lines for path in files if (lines := put_together(path))} == {}
    bad = tmp_path / "bad.py"
    lines = [
        'A = "a"',
        'text(f"{A} = 0")',
        'text(f"{b}")',
        'text("a" + b)',
        'x.text("{}".format(b))',
        'sa.text(f"{b.c}")',
    ]
    bad.write_text("\n".join(lines))
    assert put_together(bad) == [3, 4, 5, 6]


def test_a_connection_lost_and_passed_over_is_an_error_of_the_database_at_the_commit(kernel, agency, superuser):
    ref = agency()
    with kernel.app_context(), pytest.raises(OperationalError, match="lost before the commit"), as_tenant(ref.id):
        terminate(superuser, db.session)
        with pytest.raises(OperationalError):
            db.session.execute(select(Tenant.slug))
