"""Who is known cannot be told from the work that is done: as many statements and hashes for everybody."""

from __future__ import annotations

import secrets
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from tenants import db
from tests.cast import PASSWORD
from tests.client import Client


@pytest.fixture
def count(app, monkeypatch):
    """`with count() as done:` notes every statement and every password hash."""

    @contextmanager
    def counting():
        done = []
        with app.app_context():
            engines = list(db.engines.values())

        def statement(_connection, _cursor, sql, *_):
            done.append(sql)

        def hashing(hasher, *arguments):
            done.append("hash")
            return verify(hasher, *arguments)

        verify = PasswordHasher.verify
        for engine in engines:
            event.listen(engine, "before_cursor_execute", statement)
        with monkeypatch.context() as patch:
            patch.setattr(PasswordHasher, "verify", hashing)
            yield done
        for engine in engines:
            event.remove(engine, "before_cursor_execute", statement)

    return counting


def work_for(count, page: Client, button: str, values: dict) -> list[str]:
    with count() as done:
        page.submit(button, values, follow=False)
    return done


def test_signing_in_with_a_wrong_password(cast, count):
    with cast.a.work():
        cast.a.reader.load().deactivate()
    work = [
        work_for(count, cast.a.visit().get("/anmelden"), "Anmelden", {"E-Mail-Adresse": address, "Passwort": "falsch"})
        for address in (cast.a.owner.email, cast.a.reader.email, "niemand@example.org")
    ]
    assert work[0].count("hash") == 1
    assert work[0] == work[1] == work[2]


def test_asking_for_a_new_password(cast, count):
    work = [
        work_for(count, cast.a.visit().get("/passwort-vergessen"), "Link anfordern", {"E-Mail-Adresse": address})
        for address in (cast.a.owner.email, "niemand@example.org")
    ]
    assert work[0] == work[1]


def test_looking_for_ones_agency(app, cast, count):
    work = [
        work_for(count, Client(app, "localhost").get("/zu-meiner-agentur"), "Adressen schicken", {"E-Mail-Adresse": at})
        for at in (cast.a.owner.email, "niemand@example.org")
    ]
    assert work[0] == work[1]


def test_signing_up(app, cast, count):
    """For an address that has an agency already, and for one that nobody knows: the same work, the same page."""
    work, pages = [], []
    for address in (cast.a.owner.email, "niemand@example.org"):
        slug = f"neu-{secrets.token_hex(5)}"
        values = {
            "Name der Agentur": "Neues Ufer", "Subdomain": slug, "Vorname": "Frieda", "Nachname": "Föhr",
            "E-Mail-Adresse": address, "Passwort": PASSWORD,
        }  # fmt: skip
        client = Client(app, "localhost").get("/agentur-anlegen")
        work.append(work_for(count, client, "Agentur anlegen", values))
        pages.append(client.html.replace(address, "").replace(slug, ""))
    assert work[0] == work[1]
    assert pages[0] == pages[1]
