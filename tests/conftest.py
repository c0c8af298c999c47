"""What every test stands on: a PostgreSQL of its own, the application as the restricted role, two agencies."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, make_url

import migrations
from app import create_app
from app.development.cluster import Cluster
from tenants import bootstrap, clock
from tenants.bootstrap import ROLES
from tests.cast import Agency, Cast, make_agency
from tests.copies import Mould
from tests.live import installation


@pytest.fixture(scope="session")
def cluster():
    """An empty PostgreSQL with superuser_url, in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="kontor-test-") as folder:
        Path(folder).chmod(0o755)
        with Cluster(Path(folder) / "db", version=int(os.environ.get("PG", "18")), fast=True) as cluster:
            yield cluster


@pytest.fixture(scope="session")
def urls(cluster):
    """One database URL per role, roles made and schema migrated."""
    urls = bootstrap(cluster.superuser_url, {role: secrets.token_hex(8) for role in ROLES})
    migrations.upgrade(urls["app_owner"])
    return urls


@pytest.fixture(scope="session")
def superuser(cluster, urls):
    """An engine that no wall stops: shows what is really there, and what an attempt would do without walls."""
    url = make_url(cluster.superuser_url).set(database=make_url(urls["app_owner"]).database)
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def config(urls, tmp_path_factory):
    """Settings of the application under test."""
    return {
        "PRODUCTION": False,
        "TESTING": True,
        "SECRET_KEYS": [secrets.token_hex(32)],
        "BASE_DOMAIN": "localhost",
        "SCHEME": "http",
        "PORT": 8000,
        "DATABASE_URL": urls["app_user"],
        "DATABASE_OWNER_URL": urls["app_owner"],
        "DATABASE_SYSTEM_URL": urls["app_system"],
        "DATABASE_QUEUE_URL": urls["app_queue"],
        "MAIL_DIR": str(tmp_path_factory.mktemp("mail")),
        "FILES_DIR": str(tmp_path_factory.mktemp("files")),
        "PASSWORD_COST": "low",
        "PORTAL_WRITES": 100_000,
    }


@pytest.fixture(scope="session")
def app(config):
    return create_app(config)


@pytest.fixture(scope="session")
def moulds() -> dict[str, Mould]:
    """Agencies of which every cast gets copies, by name."""
    return {}


@pytest.fixture
def cast(app, superuser, moulds) -> Cast:
    """Two fresh agencies; the same people work at both."""

    def make(name: str) -> Agency:
        if name not in moulds:
            moulds[name] = Mould(make_agency(app, name), superuser)
        return moulds[name].copy(app)

    return Cast(make)


@pytest.fixture(scope="module")
def live(urls, config):
    """The product as processes (web, worker, mail server) on the test's PostgreSQL.

    For one file only: its worker takes every mail there is, also those that tests of other files wait for.
    """
    with installation(urls, config["SECRET_KEYS"][0]) as running:
        yield running


@pytest.fixture(autouse=True)
def _clock():
    """Every test begins at the present moment; `clock.move(hours=48)` moves it."""
    clock.reset()
    yield clock
    clock.reset()


@pytest.fixture(name="clock")
def _moving_clock(_clock):
    return _clock


@pytest.fixture
def count_queries(app):
    """`with count_queries() as statements:` collects what is sent to the database meanwhile."""

    @contextmanager
    def counting():
        statements = []

        def heard(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        event.listen(Engine, "before_cursor_execute", heard)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", heard)

    return counting
