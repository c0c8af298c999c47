import secrets

import pytest

from app import create_app
from tenants import db
from tests.cast import make_agency


@pytest.fixture
def mail_app(config, tmp_path):
    """Make an application with a mail server of its own, or with a folder."""
    made = []

    def make(smtp_url: str = "", **changes):
        app = create_app(config | {"SMTP_URL": smtp_url, "MAIL_DIR": str(tmp_path / "mail")} | changes)
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def agency(app):
    """A fresh agency with staff."""
    return make_agency(app, "Hafenlicht")


@pytest.fixture
def address() -> str:
    """An address nobody else has."""
    return f"anna-{secrets.token_hex(4)}@example.org"


def pytest_addoption(parser):
    parser.addoption("--write-expected", action="store_true", help="write the files in tests/mail/expected anew")
