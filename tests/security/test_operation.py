"""What is refused at start, and what no error says."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url, text

from app import config as configuration
from app import create_app
from app.config import ConfigurationError
from app.startup import check_database
from tenants import db

PRODUCTION = {
    "SECRET_KEYS": "k" * 40, "BASE_DOMAIN": "kontor.example", "DATABASE_URL": "postgresql://app_user:x@db/kontor",
    "SMTP_URL": "smtps://mail.example", "FILES_DIR": "/var/lib/kontor/files",
}  # fmt: skip


def test_production_does_not_start_for_debugging():
    settings = configuration.load(PRODUCTION)
    configuration.check(settings)
    with pytest.raises(ConfigurationError, match="FLASK_DEBUG"):
        configuration.check(settings | {"DEBUG": True})


def test_the_port_a_platform_listens_on_does_not_get_into_links():
    assert configuration.load(PRODUCTION | {"PORT": "8080"})["PORT"] == 0
    assert configuration.load(PRODUCTION | {"PUBLIC_PORT": "8443", "PORT": "8080"})["PORT"] == 8443


def test_a_wrong_role_is_not_served_either_when_the_database_was_away_at_start(superuser, config):
    url = make_url(config["DATABASE_URL"]).set(username="app_wrong", password="unwichtig")
    with superuser.begin() as connection:
        connection.execute(text("CREATE ROLE app_wrong NOLOGIN BYPASSRLS PASSWORD 'unwichtig'"))
        connection.execute(text(f'GRANT CONNECT ON DATABASE "{url.database}" TO app_wrong'))
    app = create_app(config | {"TESTING": False, "DATABASE_URL": url.render_as_string(hide_password=False)})
    try:
        check_database(app)
        assert app.test_client().get("/", base_url="http://localhost").status_code == 503
        with superuser.begin() as connection:
            connection.execute(text("ALTER ROLE app_wrong LOGIN"))
        for _attempt in range(2):
            assert app.test_client().get("/impressum", base_url="http://localhost").status_code == 500
    finally:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        with superuser.begin() as connection:
            connection.execute(text(f'REVOKE CONNECT ON DATABASE "{url.database}" FROM app_wrong'))
            connection.execute(text("DROP ROLE app_wrong"))


def test_errors_of_the_database_name_no_values(cast):
    with pytest.raises(Exception, match="hide_parameters") as caught, cast.a.work():
        cast.a.person.load().salutation = "Geheim"
    assert "SQL parameters hidden" in str(caught.value)
