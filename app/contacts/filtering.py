"""The list of customers by the access that the primary contact has to the portal, in the words of the badges."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, select, true

from app.customers.conditions import NOTHING, Condition, Filter, register_filter
from tenants import now

from .access_states import ACCESS_WORDS, INVITATION_LIVES
from .models import Contact
from .persons import Person

STATES = {
    "kein": "none",
    "ohne-adresse": "no_address",
    "eingeladen": "invited",
    "abgelaufen": "link_expired",
    "passwort": "password_set",
    "aktiv": "active",
    "gesperrt": "locked",
    "unzustellbar": "undeliverable",
}
"""As they stand in the address of the list."""


def in_state(kind: str, stored: Any = Person.access_kind) -> list[ColumnElement[bool]]:
    """That a person is in this state of access now, as `access_of()` says it."""
    if kind not in ("invited", "link_expired"):
        return [stored == kind]
    since = now() - INVITATION_LIVES
    return [stored == "invited", Person.invited_at > since if kind == "invited" else Person.invited_at <= since]


def _access(value: str) -> Condition:
    kind = STATES[value]
    persons = select(Person.id).where(*in_state(kind)).offset(NOTHING).subquery()
    theirs = select(Contact.customer_id).where(Contact.person_id == persons.c.id, Contact.primary)
    theirs = theirs.offset(NOTHING).lateral()
    ids = select(theirs.c.customer_id.label("id")).select_from(persons).join(theirs, true())

    def holds(id: Any) -> ColumnElement[bool]:
        # made of two pieces the state is in no index: one person is looked at, not all who are in this state
        there = exists().where(Person.id == Contact.person_id, *in_state(kind, Person.access_kind + ""))
        return (
            select(Contact.id)
            .where(Contact.customer_id == id, Contact.primary, there.correlate(Contact))
            .offset(NOTHING)
            .exists()
        )

    return Condition(ids, holds)


register_filter(
    30,
    Filter(
        "zugang",
        _l("Zugang"),
        _l("jeder Zugang"),
        lambda: [(value, ACCESS_WORDS[kind]) for value, kind in STATES.items()],
        _access,
    ),
)
