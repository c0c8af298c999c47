"""The one search over customers, contacts, projects and tasks.

It reads the words that each of them gave for itself. What people wrote in discussions, internal notes among it, is in
no word table and is never found.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.contacts.models import Contact
from app.customers import search
from app.customers.models import Customer
from app.projects.filters import EVERY as EVERY_PROJECT
from app.projects.models import Project
from app.staff.roles import Permission
from app.tasks.filters import EVERY as EVERY_TASK
from app.tasks.models import Task
from tenants import db

SHOWN = 8
"""Of each kind on the page of results."""


@dataclass(frozen=True)
class Kind:
    """Something that is searched for, as it stands in the word table under `key`."""

    key: str
    label: Any
    permission: Permission
    endpoint: str
    """The list that shows all that is found, with the search as `q`."""
    model: type
    loads: tuple[ExecutableOption, ...] = ()
    """What a line of the result needs beside the row itself."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """What the list takes so that it leaves nothing out."""

    def all_url(self, query: str) -> str:
        """Where all that is found of this kind is listed."""
        return url_for(self.endpoint, q=query, **self.arguments)


KINDS = (
    Kind("customer", _l("Kunden"), Permission.CUSTOMERS_VIEW, "customers.index", Customer),
    Kind(
        "contact",
        _l("Kontakte"),
        Permission.CUSTOMERS_VIEW,
        "overview.contacts",
        Contact,
        (joinedload(Contact.person),),
    ),
    Kind(
        "project",
        _l("Projekte"),
        Permission.PROJECTS_VIEW,
        "projects.index",
        Project,
        (joinedload(Project.customer),),
        {"status": EVERY_PROJECT},
    ),
    Kind(
        "task",
        _l("Aufgaben"),
        Permission.PROJECTS_VIEW,
        "tasks.index",
        Task,
        (joinedload(Task.customer), joinedload(Task.project)),
        {"status": EVERY_TASK},
    ),
)
CONTACTS = KINDS[1]


@dataclass(frozen=True)
class Group:
    """What is found of one kind: the first ones in their order, and how many there are in all."""

    kind: Kind
    things: Sequence[Any]
    total: int
    more: bool
    """There are more than `total`, which nobody counted."""

    @property
    def cut(self) -> bool:
        return self.more or self.total > len(self.things)


def kinds() -> list[Kind]:
    """What the person signed in may search for."""
    return [kind for kind in KINDS if current_user.may(kind.permission)]


def everything(query: str) -> list[Group]:
    """What meets every word of `query`, kind by kind; kinds of which nothing is found are left out."""
    groups = [first(kind, query, SHOWN) for kind in kinds()]
    return [group for group in groups if group.things]


def first(kind: Kind, query: str, limit: int, offset: int = 0) -> Group:
    """A part of what is found of one kind. Two queries, one when nothing is."""
    found = search.find(kind.key, query, limit, offset)
    return Group(kind, _load(kind, found.ids), found.total, found.more)


def _load(kind: Kind, ids: list[uuid.UUID]) -> list[Any]:
    if not ids:
        return []
    things = db.session.scalars(select(kind.model).where(kind.model.id.in_(ids)).options(*kind.loads))
    return sorted(things, key=lambda thing: ids.index(thing.id))
