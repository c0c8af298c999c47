"""Persons in each of the eight states of access."""

from __future__ import annotations

from datetime import timedelta

from app.contacts.persons import Person
from tenants import db, now
from tests.cast import PASSWORD

KINDS = ("no_address", "none", "invited", "link_expired", "password_set", "active", "locked", "undeliverable")


def bring(person: Person, kind: str) -> None:
    """Bring a person who was never given access into this state, by the verbs that lead there."""
    if kind == "no_address":
        person.change_address(None)
    elif kind in ("invited", "link_expired"):
        person.invite()
        if kind == "link_expired":
            person.invited_at = now() - timedelta(hours=48, seconds=1)
    elif kind != "none":
        person.give_password(PASSWORD)
        if kind != "password_set":
            person.sign_in()
    if kind == "locked":
        person.lock()
    if kind == "undeliverable":
        person.undeliverable_at = now()
    db.session.flush()
    assert person.access.kind == kind
