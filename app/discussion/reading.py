"""What somebody has not read yet.

A comment is unread for everybody but its author until the reader has opened the page on which it stands. Of places that
a reader never opened, what was written before the reader joined counts as read: a new colleague does not begin with
the letters of years. Deleted comments are never unread, and to persons internal notes do not exist.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Select, and_, func, not_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from app.contacts.persons import Person
from app.staff.models import StaffMember
from app.tasks.models import Task
from tenants import current_tenant_id, db, own_transaction, uuid7

from .models import Comment, Place, ReadMark

Reader = StaffMember | Person


def unread(reader: Reader) -> Select[tuple[Comment]]:
    """The comments that the reader has not read, on all places; narrow a person's to `Comment.visible_to()`."""
    of_task, of_project = aliased(ReadMark), aliased(ReadMark)
    since = func.coalesce(of_task.read_until, of_project.read_until, reader.created_at)
    query = (
        select(Comment)
        .outerjoin(of_task, and_(_by(of_task, reader), of_task.task_id == Comment.task_id))
        .outerjoin(of_project, and_(_by(of_project, reader), of_project.project_id == Comment.project_id))
        .where(Comment.created_at > since, Comment.deleted_at.is_(None))
        .where(not_(and_(Comment.author_kind == reader.actor_kind, Comment.author_id == reader.id)))
    )
    return query.where(~Comment.internal) if isinstance(reader, Person) else query


def unread_of(reader: Reader, places: Iterable[Place]) -> dict[uuid.UUID, int]:
    """How many unread comments stand on each of these places, by the place's id; one query for all of them.

    The reader must be allowed to see the places.
    """
    places = list(places)
    counts = {place.id: 0 for place in places}
    if not counts:
        return counts
    place_id = func.coalesce(Comment.task_id, Comment.project_id)
    tasks = [place.id for place in places if isinstance(place, Task)]
    projects = [place.id for place in places if not isinstance(place, Task)]
    there = or_(Comment.task_id.in_(tasks), Comment.project_id.in_(projects))
    query = unread(reader).where(there).with_only_columns(place_id, func.count()).group_by(place_id)
    return counts | dict(db.session.execute(query).all())


def read_until(reader: Reader, place: Place) -> datetime:
    """Up to when the reader has read this place; when the reader joined, if it was never opened."""
    mark = select(ReadMark.read_until).where(_by(ReadMark, reader), getattr(ReadMark, _column(place)) == place.id)
    return db.session.scalar(mark) or reader.created_at


def mark_read(reader: Reader, place: Place, until: datetime) -> None:
    """Note that the reader has read the place up to this moment, at once and whatever becomes of the request.

    A mark only moves forward: looking at earlier comments makes nothing unread. A place that has just gone has none.
    """
    column = _column(place)
    values = {
        "id": uuid7(), "tenant_id": current_tenant_id(), "reader_kind": reader.actor_kind, "reader_id": reader.id,
        column: place.id, "read_until": until,
    }  # fmt: skip
    fresh = insert(ReadMark).values(values)
    moved = fresh.on_conflict_do_update(
        index_elements=["tenant_id", "reader_kind", "reader_id", column],
        set_={"read_until": func.greatest(ReadMark.read_until, fresh.excluded.read_until)},
    )
    with suppress(IntegrityError), own_transaction() as session:
        session.execute(moved)


def _column(place: Place) -> str:
    return "task_id" if isinstance(place, Task) else "project_id"


def _by(mark, reader: Reader):
    return and_(mark.reader_kind == reader.actor_kind, mark.reader_id == reader.id)
