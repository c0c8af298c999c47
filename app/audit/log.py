"""Writing the log."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from flask import has_request_context
from flask_login import current_user

from app.accounts.network import client_network
from tenants import db, insert_many, now, own_transaction, uuid7

from .models import AuditEntry

_acting: ContextVar[Any] = ContextVar("acting", default=None)


@contextmanager
def acting_as(actor: Any) -> Iterator[None]:
    """Whatever is recorded within was done by this actor: for programs that do somebody's work."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)


def record(verb: str, thing: Any = None, *, actor: Any = None, **details: Any) -> AuditEntry:
    """Write one line in the transaction of the session: it stays if and only if the change stays.

    `verb` as `contact.invited`; `thing` is the row it happened to: the log keeps its table, id and `name`, and which
    customer it concerns (its `customer_id`, or itself). `details` is plain data and never a password, token or seal.
    The actor is who is signed in, unless given (a person who follows a link acts without being signed in) or
    acting_as() says so; outside of requests it is else the system.
    """
    entry = AuditEntry(**_actor(actor), **_object(thing), verb=verb, details=_plain(details), network=client_network())
    db.session.add(entry)
    return entry


def record_each(verb: str, things: Iterable[tuple[Any, Mapping[str, Any]]]) -> None:
    """Write one line for each of many things, given with its details, as record() writes one: in one statement."""
    common = {**_actor(None), "verb": verb, "at": now(), "network": client_network()}
    insert_many(AuditEntry, [common | _object(thing) | {"details": _plain(details)} for thing, details in things])


def denied(verb: str, thing: Any = None, *, actor: Any = None, **details: Any) -> None:
    """Write one line about a refusal, in a transaction of its own: the refused request is rolled back."""
    entry = AuditEntry(**_actor(actor), **_object(thing), verb=verb, details=_plain(details), network=client_network())
    with own_transaction() as session:
        session.add(entry)


def _actor(actor: Any) -> dict[str, Any]:
    if actor is None:
        actor = _acting.get()
    if actor is None and not has_request_context():
        return {"actor_kind": "system", "actor_id": None, "actor_name": ""}
    who = current_user if actor is None else actor
    return {"actor_kind": who.actor_kind, "actor_id": who.id, "actor_name": who.actor_name}


def _object(thing: Any) -> dict[str, Any]:
    if thing is None:
        return {"object_name": ""}
    if thing.id is None:
        thing.id = uuid7()
    key = thing.id if isinstance(thing.id, uuid.UUID) else None
    return {
        "object_kind": thing.__tablename__,
        "object_id": key,
        "object_name": getattr(thing, "name", None) or "",
        "customer_id": key if thing.__tablename__ == "customer" else getattr(thing, "customer_id", None),
    }


def _plain(value: Any) -> Any:
    """As JSON can hold it; PostgreSQL's text has no NUL."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\0", "\ufffd")
