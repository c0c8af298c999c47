"""The worker outlives a restart of PostgreSQL: nothing committed is lost, nothing is sent twice without need."""

import secrets

import pytest

import migrations
from app import create_app
from app.development.cluster import Cluster
from tenants import bootstrap, db
from tenants.bootstrap import ROLES
from tests.cast import make_agency
from tests.faults.test_mail import until
from tests.live import Installation
from tests.mail.letters import look, post
from tests.mail.servers import MailServer


@pytest.fixture
def own_cluster():
    """A PostgreSQL of its own, which may be stopped."""
    with Cluster.temporary() as cluster:
        yield cluster


@pytest.fixture
def own_urls(own_cluster):
    urls = bootstrap(own_cluster.superuser_url, {role: secrets.token_hex(8) for role in ROLES})
    migrations.upgrade(urls["app_owner"])
    return urls


@pytest.fixture
def own_app(config, own_urls):
    names = {"app_user": "DATABASE_URL", "app_system": "DATABASE_SYSTEM_URL", "app_queue": "DATABASE_QUEUE_URL"}
    app = create_app(config | {name: own_urls[role] for role, name in names.items()})
    yield app
    _forget_connections(app)


def _forget_connections(app) -> None:
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def test_worker_outlives_a_restart_of_the_database(own_cluster, own_urls, own_app, config, tmp_path):
    agency = make_agency(own_app, "Hafenlicht")
    installation = Installation(own_urls, tmp_path, config["SECRET_KEYS"][0])
    server = installation.postbox = MailServer(hold_before=3)
    with server:
        try:
            installation.start_worker()
            at_hand = post(own_app, agency, "anna@example.org")
            until(lambda: server.seen)
            waiting = post(own_app, agency, "anna@example.org")
            _forget_connections(own_app)
            own_cluster.stop()
            until(lambda: server.messages)  # the answer comes while there is no database to note it in
            own_cluster.start()
            server.hold_before = 0
            later = post(own_app, agency, "anna@example.org")
            ids = (at_hand, waiting, later)
            until(lambda: all(look(own_app, agency, each).state == "sent" for each in ids), 120)
            assert installation.worker.poll() is None
        finally:
            installation.stop()
    assert set(server.ids()) == {look(own_app, agency, each).message_id for each in ids}
    assert server.ids()[look(own_app, agency, at_hand).message_id] == 1, "it was noted once the database was back"
