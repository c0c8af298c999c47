"""The mails of an installation without a mail server."""

from pathlib import Path

import pytest

from app import create_app
from app.mail.worker import run_once
from tests.client import Client
from tests.mail.letters import post


@pytest.fixture
def letter(app, cast) -> str:
    """The name of a mail that agency a sent."""
    mail_id = post(app, cast.a, "anna@example.org")
    run_once(app)
    (path,) = Path(app.config["MAIL_DIR"]).glob(f"*{mail_id}.eml")
    return path.stem


def test_agency_sees_its_own_mails_with_links_to_click(cast, letter):
    client = cast.a.visit().get("/entwicklung/mails")
    assert client.title == "Mails der Entwicklung"
    client.follow("Legen Sie Ihr Passwort für Hafenlicht fest")
    assert client.path == f"/entwicklung/mails/{letter}"
    assert "https://hafenlicht.localhost/kunden/passwort/geheim" in [link["href"] for link in client.page.all("a")]


def test_another_agency_does_not(cast, letter):
    client = cast.b.visit()
    assert "anna@example.org" not in client.get("/entwicklung/mails").text
    assert client.get(f"/entwicklung/mails/{letter}").status == 404


def test_the_apex_sees_all(app, letter):
    client = Client(app, "localhost")
    assert client.get(f"/entwicklung/mails/{letter}").status == 200


def test_the_mail_can_be_seen_as_it_looks(cast, letter):
    answer = cast.a.visit().http.get(f"/entwicklung/mails/{letter}/html", base_url=f"http://{cast.a.host}:8000")
    assert answer.status_code == 200
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["x", "..", "20261122-000000-1-00000000-0000-0000-0000-000000000000"])
def test_nothing_else_can_be_read(cast, name):
    assert cast.a.visit().get(f"/entwicklung/mails/{name}").status == 404


def test_production_has_no_such_page(config):
    production = config | {
        "PRODUCTION": True,
        "SCHEME": "https",
        "BASE_DOMAIN": "kontor.example",
        "SMTP_URL": "smtps://mail.example",
    }
    rules = [rule.rule for rule in create_app(production).url_map.iter_rules()]
    assert not [rule for rule in rules if "entwicklung" in rule]
    assert any(rule.startswith("/verwaltung/postausgang") for rule in rules)
