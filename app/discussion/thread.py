"""A discussion as one reader sees it on a page: what to show, what of it is new, and where to write."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import pgettext

from app.contacts.models import Contact, Person
from app.staff.models import StaffMember
from app.staff.roles import Permission
from app.web.branding import current_agency
from app.web.looking import looked_at
from app.web.pages import page_url

from .attached import attached_to
from .events import Event, events_of
from .forms import CommentForm, PersonCommentForm
from .models import Comment, Place
from .places import anchor, kind_of
from .reading import Reader, mark_read, read_until
from .staff_forms import StaffCommentForm
from .window import window_of


@dataclass(frozen=True, slots=True)
class Said:
    """A comment in the thread. `byline` says where the author belongs; `own` is said of the reader's own."""

    comment: Comment
    own: bool
    byline: str
    files: list[Any]
    edit_url: str | None
    delete_url: str | None
    versions_url: str | None
    first_unread: bool
    note: bool
    """Whether to say that the customer does not see it; where there is no customer there is nothing to say."""
    picture: str | None = None
    """Where the author's picture is. Staff see those of persons; persons see their own alone."""
    kind: str = "comment"

    @property
    def at(self) -> datetime:
        return self.comment.created_at

    @property
    def anchor(self) -> str:
        return anchor(self.comment.id)


@dataclass(frozen=True, slots=True)
class Thread:
    """What `discussion/_thread.html` shows. `form` is None for who may not write here."""

    portal: bool
    items: list[Said | Event]
    earlier_url: str | None
    newer_url: str | None
    form: CommentForm | None
    post_url: str
    reader_name: str
    reader_picture: str | None = None


def thread_of(place: Place, reader: Reader, contact: Contact | None = None, form: CommentForm | None = None) -> Thread:
    """The discussion of a place for a reader who may see the place: `contact` for persons, None for staff.

    Shows the latest comments, or those that `?vor=` or `?beitrag=` in the address ask for. On a page that somebody
    opened, what is shown is read from then on.
    """
    window, portal = window_of(place, contact), contact is not None
    comments, read = window.comments, read_until(reader, place)
    new = [one for one in comments if one.created_at > read and not (one.deleted_at or one.written_by(reader))]
    first_unread = new[0].id if new else None
    said = _said(comments, place, reader, portal, first_unread)
    happened = events_of(place, contact, after=window.begins, before=window.ends)
    if comments and comments[-1].created_at > read and looked_at():
        mark_read(reader, place, comments[-1].created_at)
    return Thread(
        portal=portal,
        items=sorted([*said, *happened], key=lambda item: item.at),
        earlier_url=page_url(vor=comments[0].id, beitrag=None) if window.earlier else None,
        newer_url=page_url(beitrag=window.next.id, vor=None) if window.next else None,
        form=form or form_for(place, reader),
        post_url=post_url(place, portal=portal),
        reader_name=reader.name,
        reader_picture=own_picture(reader),
    )


def form_for(place: Place, reader: Reader) -> CommentForm | None:
    """An empty composer, or with what was sent; None for who may not write on the place."""
    if not isinstance(reader, StaffMember):
        return PersonCommentForm(place, current_agency().name)
    return StaffCommentForm(place) if reader.may(Permission.PROJECTS_EDIT) else None


def post_url(place: Place, *, portal: bool) -> str:
    """Where the composer sends what was written."""
    kind, blueprint = kind_of(place), "portal_discussion" if portal else "discussion"
    return url_for(f"{blueprint}.post_on_{kind}", **{f"{kind}_id": place.id})


def own_picture(reader: Reader) -> str | None:
    """Where the picture is of who reads; staff have none."""
    return url_for("portal.own_picture") if isinstance(reader, Person) and reader.picture_at else None


def _pictures(comments: Sequence[Comment], reader: Reader) -> dict[uuid.UUID, str | None]:
    """Where the pictures of the authors are that the reader may see, by the author's id; one query at most."""
    if isinstance(reader, Person):
        return {reader.id: own_picture(reader)}
    authors = {one.author_id for one in comments if one.author_kind == "person" and not one.deleted_at}
    return {id: url_for("contacts.picture", person_id=id) for id in Person.pictured(authors)}


def _said(
    comments: Sequence[Comment], place: Place, reader: Reader, portal: bool, first_unread: uuid.UUID | None
) -> Iterator[Said]:
    files = attached_to([one.id for one in comments if not one.deleted_at])
    blueprint = "portal_discussion" if portal else "discussion"
    pictures = _pictures(comments, reader)
    may_write = portal or reader.may(Permission.PROJECTS_EDIT)
    for one in comments:
        own = one.written_by(reader)
        changeable = may_write and one.may_change(reader)
        told = not portal and (one.edited_at or one.deleted_at)
        yield Said(
            comment=one,
            own=own,
            byline=_byline(one, place, own, portal),
            files=files.get(one.id, []),
            edit_url=url_for(f"{blueprint}.edit", comment_id=one.id) if changeable else None,
            delete_url=url_for(f"{blueprint}.delete", comment_id=one.id) if changeable else None,
            versions_url=url_for("discussion.versions", comment_id=one.id) if told else None,
            first_unread=one.id == first_unread,
            note=one.internal and place.customer_id is not None,
            picture=pictures.get(one.author_id),
        )


def _byline(comment: Comment, place: Place, own: bool, portal: bool) -> str:
    """Where the author belongs, as the reader needs it: the other side by its name, one's own side not at all."""
    if own:
        return pgettext("author", "Sie")
    if comment.author_kind == "staff":
        return current_agency().name if portal else ""
    return place.customer.name if place.customer else ""
