"""What is new for a contact: unread posts, and what was shown since the visit before this one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.contacts.models import Contact
from app.discussion.models import Comment
from app.discussion.reading import unread
from app.files.models import File
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db

MOST = 6
"""Lines of the card."""


@dataclass(frozen=True)
class News:
    """One line: to what something happened, what, and when."""

    title: str
    url: str
    icon: str
    words: str
    at: datetime


def news_for(contact: Contact, since: datetime | None, waiting: Collection[Task] = ()) -> list[News]:
    """What is new for this contact, the latest first; `since` None at the first visit. A fixed number of queries.

    Nobody is told what was there before they became a contact, nor that a task is new which stands above as `waiting`.
    """
    since = since or contact.created_at
    posts = _posts(contact)
    lines = {
        **{thing.id: _shown(thing) for thing in _things(Project, contact, since)},
        **{thing.id: _shown(thing) for thing in _things(Task, contact, since) if thing not in waiting},
    }
    for thing, line in posts.items():
        lines[thing.id] = _with_posts(thing, line, known=thing.id in lines)
    lines |= {file.id: _file(file) for file in _files(contact, since)}
    return sorted(lines.values(), key=lambda one: one.at, reverse=True)[:MOST]


def _posts(contact: Contact) -> dict[Any, Any]:
    """The tasks and projects with posts that the person has not read: how many, when and by whom the last."""
    seen = Comment.visible_to(contact).whereclause
    last, author = func.max(Comment.created_at), aggregate_order_by(Comment.author_name, Comment.created_at.desc())
    counted = (
        unread(contact.person)
        .where(seen)
        .with_only_columns(
            Comment.task_id,
            Comment.project_id,
            func.count().label("count"),
            last.label("at"),
            func.array_agg(author)[1].label("author"),
        )
        .group_by(Comment.task_id, Comment.project_id)
        .order_by(last.desc())
        .limit(MOST)
    )
    found = {line.task_id or line.project_id: line for line in db.session.execute(counted)}
    return {place: found[place.id] for kind in (Task, Project) for place in _by_id(kind, found)}


def _by_id(kind: Any, ids: Iterable[Any]) -> list[Any]:
    ids = list(ids)
    return list(db.session.scalars(select(kind).where(kind.id.in_(ids)))) if ids else []


def _things(kind: Any, contact: Contact, since: datetime) -> list[Any]:
    """The projects or tasks that were let be seen since then and are not done yet."""
    fresh = kind.visible_to(contact).where(kind.shown_at > since, kind.status != "done")
    return list(db.session.scalars(fresh.order_by(kind.shown_at.desc(), kind.id).limit(MOST)))


def _files(contact: Contact, since: datetime) -> list[File]:
    """The files of others that were let be seen since then; those of posts come with their post."""
    fresh = File.visible_to(contact).where(
        File.comment_id.is_(None),
        File.shown_at > since,
        or_(File.author_kind != "person", File.author_id != contact.person_id),
    )
    return list(db.session.scalars(fresh.order_by(File.shown_at.desc(), File.id).limit(MOST)))


def _shown(thing: Any) -> News:
    words = _("Neue Aufgabe") if isinstance(thing, Task) else _("Neues Projekt")
    return News(thing.name, _address(thing), _icon(thing), words, thing.shown_at)


def _with_posts(thing: Any, line: Any, known: bool) -> News:
    words = ngettext(
        "Ein neuer Beitrag von %(author)s", "%(num)d neue Beiträge, zuletzt von %(author)s", line.count,
        author=line.author,
    )  # fmt: skip
    if known:
        words = f"{_shown(thing).words}. {words}"
    return News(thing.name, _address(thing) + "#gespraech", "message-square", words, line.at)


def _file(file: File) -> News:
    words = _("Neue Datei von %(author)s", author=file.author_name)
    return News(file.name, url_for("portal_files.download", file_id=file.id), file.sign, words, file.shown_at)


def _address(thing: Any) -> str:
    if isinstance(thing, Task):
        return url_for("portal_tasks.show", task_id=thing.id)
    return url_for("portal_projects.show", project_id=thing.id)


def _icon(thing: Any) -> str:
    return "clipboard-list" if isinstance(thing, Task) else "folder-kanban"
