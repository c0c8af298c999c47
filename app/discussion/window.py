"""Which comments of a long discussion stand on the page: the latest, or those that the address asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import tuple_

from app.contacts.models import Contact
from app.web.asked import asked_id
from tenants import db

from .models import Comment, Place

PAGE = 50
"""Comments on one page."""


@dataclass(frozen=True, slots=True)
class Window:
    """The comments of one page, oldest first, and where they stand in the whole."""

    comments: Sequence[Comment]
    earlier: bool
    """Whether there are comments before these."""
    next: Comment | None = None
    """The first one after these; None on the page with the latest."""

    @property
    def begins(self) -> datetime | None:
        return self.comments[0].created_at if self.earlier else None

    @property
    def ends(self) -> datetime | None:
        return self.next.created_at if self.next else None


def window_of(place: Place, contact: Contact | None) -> Window:
    """The comments to show: from `?beitrag=` on, those before `?vor=`, else the latest. At most four queries."""
    query = Comment.thread(place, contact=contact)
    newest_first = query.order_by(None).order_by(Comment.created_at.desc(), Comment.id.desc())
    place_in_time = tuple_(Comment.created_at, Comment.id)
    if wanted := _asked(query, "beitrag"):
        here = tuple_(wanted.created_at, wanted.id)
        found = db.session.scalars(query.where(place_in_time >= here).limit(PAGE + 1)).all()
        if len(found) > PAGE:
            earlier = db.session.scalar(newest_first.where(place_in_time < here).limit(1))
            return Window(found[:PAGE], earlier is not None, found[PAGE])
    before = _asked(query, "vor")
    if before:
        newest_first = newest_first.where(place_in_time < tuple_(before.created_at, before.id))
    found = db.session.scalars(newest_first.limit(PAGE + 1)).all()
    return Window(found[:PAGE][::-1], len(found) > PAGE, before)


def _asked(query, name: str) -> Comment | None:
    """The comment of this discussion that the address names."""
    id = asked_id(name)
    return db.session.scalar(query.where(Comment.id == id)) if id else None
