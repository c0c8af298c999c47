"""The leak suite: every known way to read or write across tenants, on the real models, as the restricted role.

Each attempt runs on the session of a request, where nothing may come of it, and, as a control, with the walls off,
where it must succeed (QUALITY, "Isolation and access"; ARCHITECTURE, "Tenancy: three walls").
"""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

import migrations
from app import create_app
from app.projects.models import Project
from app.tasks.models import Task
from tenants import NoTenant, TenantViolation, as_tenant, bootstrap, db, uuid7
from tenants.bootstrap import ROLES
from tests.tenants import rows
from tests.tenants.attempts import ATTEMPTS, asking, loading, moving, ordering, speaking, working, writing
from tests.tenants.world import World

REFUSALS = (TenantViolation, NoTenant, SQLAlchemyError, psycopg.Error)
"""What a wall may answer with. Anything else is a mistake in the attempt."""

pytestmark = pytest.mark.filterwarnings("ignore:DELETE statement on table:sqlalchemy.exc.SAWarning")

every_attempt = pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)


def test_the_suite_is_whole():
    modules = (asking, loading, speaking, writing, ordering, working, moving)
    assert len(ATTEMPTS) >= 160
    assert len({attempt.name for attempt in ATTEMPTS}) == len(ATTEMPTS)
    assert {attempt.run.__module__ for attempt in ATTEMPTS} == {module.__name__ for module in modules}


@pytest.fixture
def world(superuser):
    world = World.make(superuser)
    yield world
    world.clear()


@every_attempt
def test_nothing_comes_of_it(app, world, attempt):
    if attempt.planted:
        world.plant()
    found = None
    with app.app_context():
        try:
            with as_tenant(world.a.tenant_id):
                found = attempt.run(db.session(), world)
        except REFUSALS:
            pass
    assert not found
    assert not world.harmed


@pytest.fixture(scope="module")
def unwalled(cluster, urls):
    """Another database with the same schema, as a superuser for whom foreign keys are not checked either."""
    passwords = {role: make_url(urls[role]).password for role in ROLES}
    migrations.upgrade(bootstrap(cluster.superuser_url, passwords, "unwalled")["app_owner"])
    url = make_url(cluster.superuser_url).set(database="unwalled")
    engine = create_engine(url, connect_args={"options": "-c session_replication_role=replica"})
    yield engine
    engine.dispose()


@every_attempt
def test_it_would_succeed_without_the_walls(unwalled, attempt):
    world = World.make(unwalled)
    if attempt.planted:
        world.plant()
    with Session(unwalled, info={"tenant_id": world.a.tenant_id}) as session:
        found = attempt.run(session, world)
    succeeded = bool(found or world.harmed)
    world.clear()
    assert succeeded == (not attempt.by_key)


@every_attempt
def test_row_level_security_alone_stops_it(app, world, attempt):
    """The second wall by itself, below a session of SQLAlchemy that knows nothing of tenants."""
    if attempt.planted:
        world.plant()
    found = None
    with app.app_context():
        engine = db.engine.execution_options(tenant_id=world.a.tenant_id)
    with Session(engine, info={"tenant_id": world.a.tenant_id}) as session:
        try:
            found = attempt.run(session, world)
        except REFUSALS:
            session.rollback()
    assert not found
    assert not world.harmed


@pytest.fixture(scope="module")
def only_scope(config, unwalled):
    """The product as a superuser for whom foreign keys are not checked: nothing is left but the kernel's own wall."""
    url = unwalled.url.update_query_dict({"options": "-c session_replication_role=replica"})
    app = create_app(config | {"DATABASE_URL": url.render_as_string(hide_password=False)})
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


STATEMENTS = {speaking.__name__, ordering.__name__, moving.__name__}
BY_THE_SCOPE_TOO = {
    "core_delete", "core_delete_of_files", "core_insert", "core_select", "core_update", "delete_a_foreign_task",
    "delete_by_condition", "delete_waiting_notices", "legacy_delete", "legacy_update", "literal_column_",
    "model_from_text", "open_all_notes_of_a_task", "order_of_a_whole_column_at_once", "ranks_by_key", "show_all_files",
    "table_made_up_on_the_spot", "text_statement", "text_update", "tick_with_returning", "update_by_condition",
    "update_by_key", "update_everything", "update_from_another_table", "update_over_a_join_by_ids_alone",
    "update_with_returning", "upsert_to_steal",
}  # fmt: skip
"""Statements that the scope stops without row-level security."""

PAST_THE_FLUSH = {
    "bring_a_foreign_colleague_in", "comment_on_a_foreign_task", "file_on_a_foreign_comment",
    "insert_mappings_in_bulk", "join_a_foreign_group", "move_a_task_to_a_foreign_project",
    "move_a_task_to_a_foreign_project_and_customer", "name_a_foreign_contact", "notices_in_bulk",
    "point_at_a_foreign_id", "ranks_in_bulk", "repoint_at_a_foreign_id", "save_objects_in_bulk",
    "update_mappings_in_bulk",
}  # fmt: skip
"""What objects can do that the scope does not see: bulk methods, and ids without an object."""


@every_attempt
def test_what_the_scope_alone_stops(only_scope, unwalled, attempt):
    """The first wall by itself: all reading through models, and all writing through objects that are loaded."""
    world = World.make(unwalled)
    if attempt.planted:
        world.plant()
    found = None
    with only_scope.app_context():
        try:
            with as_tenant(world.a.tenant_id):
                found = attempt.run(db.session(), world)
        except REFUSALS:
            pass
    stopped = not (found or world.harmed)
    world.clear()
    statement = attempt.run.__module__ in STATEMENTS and attempt.name not in BY_THE_SCOPE_TOO
    assert stopped == (not statement and attempt.name not in PAST_THE_FLUSH)


def test_foreign_keys_refuse_rows_that_cross(superuser, world):
    """The third wall by itself: not even the superuser can hang a row of B on a customer of A."""
    for table, row in world.crossing():
        with pytest.raises(IntegrityError, match="foreign key"), superuser.begin() as connection:
            connection.execute(table.insert(), row)


@pytest.mark.parametrize(
    ("customer", "refusal"),
    [("second", "foreign key"), (None, "check constraint"), ("foreign", "foreign key")],
)
def test_a_task_lies_in_no_project_of_another_customer(superuser, world, customer, refusal):
    """Not even within one agency: the key from task to project holds the customer as well."""
    foreign = world.b.first if customer == "foreign" else None
    customer_id = foreign or (customer and getattr(world.a, customer))
    row = {"tenant_id": world.a.tenant_id} | rows.task(uuid7(), customer_id, project_id=world.a.project)
    with pytest.raises(IntegrityError, match=refusal), superuser.begin() as connection:
        connection.execute(Task.__table__.insert(), row)


def test_a_project_cannot_leave_its_customer_while_it_has_tasks(superuser, world):
    moved = update(Project.__table__).where(Project.__table__.c.id == world.a.project)
    with pytest.raises(IntegrityError, match="foreign key"), superuser.begin() as connection:
        connection.execute(moved.values(customer_id=world.a.second))
