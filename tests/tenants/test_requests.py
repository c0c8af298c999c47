"""One transaction per request, on the whole application: kept below 400, else undone; nothing is lost in silence."""

from __future__ import annotations

import contextlib
import secrets

import pytest
from flask import redirect
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import migrations
from app import create_app
from app.development.cluster import Cluster
from app.web.security import public
from tenants import as_tenant, bootstrap, current_tenant, db
from tenants.bootstrap import ROLES
from tests.tenants.conftest import make_agency
from tests.tenants.test_connections import terminate


@pytest.fixture
def probe(config):
    """The whole application on the given database with one more view: it renames the agency and answers `status`."""
    made = []

    def build(**settings):
        app = create_app(config | {"TESTING": False, "PROPAGATE_EXCEPTIONS": False, "DATABASE_POOL": 4} | settings)
        app.config["WTF_CSRF_ENABLED"] = False
        app.probe_hook = lambda: None

        @app.route("/probe/<int:status>", methods=["GET", "POST"])
        @public
        def probe_view(status):
            current_tenant().name = f"Umbenannt {status}"
            db.session.flush()
            app.probe_hook()
            return redirect("/next", 303) if status == 303 else ("probe", status)

        made.append(app)
        return app

    yield build
    for app in made:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


def name_of(app, ref) -> str:
    with app.app_context(), as_tenant(ref.id):
        return current_tenant().name


def call(app, ref, status, method="POST"):
    return app.test_client().open(f"/probe/{status}", method=method, headers={"Host": f"{ref.slug}.localhost"})


@pytest.mark.parametrize("status", [200, 204, 303, 399, 400, 403, 404, 409, 422, 429, 500, 503])
def test_what_answers_below_400_is_kept_and_nothing_else(probe, status):
    app = probe()
    ref = make_agency(app)
    assert call(app, ref, status).status_code == status
    assert name_of(app, ref) == (f"Umbenannt {status}" if status < 400 else "Probe")


def test_an_exception_undoes_everything(probe):
    app = probe()
    ref = make_agency(app)
    app.probe_hook = lambda: 1 / 0
    assert call(app, ref, 200).status_code == 500
    assert name_of(app, ref) == "Probe"


def test_a_commit_that_fails_is_said_and_not_lost(probe, superuser):
    app = probe()
    ref = make_agency(app)
    app.probe_hook = lambda: terminate(superuser, db.session)
    for status in (200, 303):
        answer = call(app, ref, status)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "Location" not in answer.headers
    assert name_of(app, ref) == "Probe"
    app.probe_hook = lambda: None
    assert call(app, ref, 303).status_code == 303
    assert name_of(app, ref) == "Umbenannt 303"


def test_a_connection_lost_in_the_middle_is_503_and_the_next_request_works(probe, superuser):
    app = probe()
    ref = make_agency(app)

    def lost():
        terminate(superuser, db.session)
        db.session.execute(text("SELECT 1"), execution_options={"tenant_checked": True})

    app.probe_hook = lost
    answer = call(app, ref, 200)
    assert (answer.status_code, bool(answer.headers["Retry-After"])) == (503, True)
    app.probe_hook = lambda: None
    assert call(app, ref, 200).status_code == 200


def test_a_swallowed_error_of_the_database_does_not_pass_for_success(probe):
    app = probe()
    ref = make_agency(app)

    def swallow():
        with contextlib.suppress(DBAPIError):
            db.session.execute(text("SELECT 1 / 0"), execution_options={"tenant_checked": True})

    app.probe_hook = swallow
    assert call(app, ref, 200).status_code == 500
    assert name_of(app, ref) == "Probe"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_a_page_cannot_change_anything(probe, method):
    app = probe()
    ref = make_agency(app)
    assert call(app, ref, 200, method).status_code == 500
    assert name_of(app, ref) == "Probe"


def test_a_restarted_postgresql_is_503_meanwhile_and_then_works_at_once(probe):
    with Cluster.temporary() as cluster:
        urls = bootstrap(cluster.superuser_url, {role: secrets.token_hex(8) for role in ROLES})
        migrations.upgrade(urls["app_owner"])
        app = probe(
            DATABASE_URL=urls["app_user"], DATABASE_SYSTEM_URL=urls["app_system"],
            DATABASE_OWNER_URL=urls["app_owner"], DATABASE_QUEUE_URL=urls["app_queue"],
        )  # fmt: skip
        ref = make_agency(app)
        with app.app_context():
            engines = list(db.engines.values())
        for engine in engines:  # every connection of every pool is open, and will be dead
            for connection in [engine.connect() for _ in range(engine.pool.size())]:
                connection.close()
        assert call(app, ref, 303).status_code == 303
        cluster.stop()
        for _ in range(3):
            answer = call(app, ref, 200)
            assert (answer.status_code, bool(answer.headers.get("Retry-After"))) == (503, True)
        cluster.start()
        assert name_of(app, ref) == "Umbenannt 303"
        assert [call(app, ref, 200).status_code for _ in range(12)] == [200] * 12
