"""Comments, and what stood in them before."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from flask_babel import ngettext
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    DateTime,
    Index,
    Select,
    Text,
    func,
    or_,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import NotFound

from app.audit import record
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.customers.removal import keeps_customer
from app.notifications.registry import forget, tell_contacts, tell_staff
from app.projects.models import Project
from app.projects.opening import when_kept_internal
from app.staff.models import StaffMember
from app.tasks.models import Task
from tenants import TenantScoped, db, now, refers_to, to_one, uuid7

from . import log  # noqa: F401 - the sentences belong to the verbs
from .attached import remove_attached
from .marks import ReadMark

__all__ = ["EDITABLE_FOR", "AlreadyPosted", "Comment", "CommentVersion", "ReadMark", "TooLate", "keep_internal"]

Place = Task | Project
Author = StaffMember | Person

EDITABLE_FOR = timedelta(minutes=15)
"""How long who wrote a comment may edit or delete it."""


class AlreadyPosted(ValueError):
    """The same form was sent before; `made` is what came of it."""

    def __init__(self, made: Comment) -> None:
        super().__init__("this form was sent before")
        self.made = made


class TooLate(ValueError):
    """The time in which the comment could be edited or deleted is over, or it is deleted."""


class Comment(TenantScoped, db.Model):
    """What somebody of the staff, or a person on the customer's side, wrote on one task or one project.

    The author's name is kept as it was, and no foreign key points at the author: the comment outlives both. Persons
    never write internal notes. A deleted comment stays as an empty row; what it said is kept as a version.
    """

    __tablename__ = "comment"
    __table_args__ = (
        refers_to("task", "task_id", ondelete="CASCADE"),
        refers_to("project", "project_id", ondelete="CASCADE"),
        CheckConstraint("num_nonnulls(task_id, project_id) = 1", name="subject"),
        CheckConstraint("author_kind IN ('staff', 'person')", name="author_kind"),
        CheckConstraint("author_kind = 'staff' OR NOT internal", name="internal"),
        Index(None, "tenant_id", "task_id", "created_at", "id"),
        Index(None, "tenant_id", "project_id", "created_at", "id"),
        Index(None, "tenant_id", "author_kind", "created_at"),
    )

    task_id: Mapped[uuid.UUID | None]
    project_id: Mapped[uuid.UUID | None]
    author_kind: Mapped[str] = mapped_column(Text)
    author_id: Mapped[uuid.UUID]
    author_name: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    """Markdown."""
    internal: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    edited_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    task: Mapped[Task | None] = to_one("Comment", "Task", "task_id")
    project: Mapped[Project | None] = to_one("Comment", "Project", "project_id")

    # queries

    @classmethod
    def visible_to(cls, contact: Contact) -> Select[tuple[Self]]:
        """The comments that a contact sees: open ones, not deleted, on what the contact sees."""
        there = or_(cls._on_seen(Task, contact), cls._on_seen(Project, contact))
        return select(cls).where(~cls.internal, cls.deleted_at.is_(None), there)

    @classmethod
    def thread(cls, place: Place, *, contact: Contact | None = None) -> Select[tuple[Self]]:
        """What was written on a place, oldest first, deleted comments included.

        With `contact`, what this contact sees of it: nothing internal, and nothing at all on what it does not see.
        """
        query = select(cls).where(cls.on(place))
        if contact is not None:
            query = query.where(~cls.internal, cls._on_seen(type(place), contact))
        return query.order_by(cls.created_at, cls.id)

    @classmethod
    def opened_by_showing(cls, place: Place) -> Select[tuple[Self]]:
        """The comments that the customer would see, were the place shown now; oldest first."""
        return cls.thread(place).where(~cls.internal, cls.deleted_at.is_(None))

    @classmethod
    def on(cls, place: Place) -> ColumnElement[bool]:
        """The condition of being written on this place."""
        return (cls.task_id if isinstance(place, Task) else cls.project_id) == place.id

    @classmethod
    def _on_seen(cls, kind: type[Place], contact: Contact) -> ColumnElement[bool]:
        seen = kind.visible_to(contact).with_only_columns(kind.id)
        return (cls.task_id if kind is Task else cls.project_id).in_(seen)

    # verbs

    @classmethod
    def post(
        cls, place: Place, author: Author, body: str, *, internal: bool = False, id: uuid.UUID | None = None
    ) -> Self:
        """Write on a place, and tell whom it concerns. Where there is no customer all is internal.

        Raises AlreadyPosted when the author has sent this id to this place before, NotFound when somebody else's
        comment has it or the place is gone, and ValueError for an internal note by a person.
        """
        if internal and isinstance(author, Person):
            raise ValueError("persons write no internal notes")
        comment = cls(id=id or uuid7(), author_kind=author.actor_kind, author_id=author.id, author_name=author.name)
        comment.task, comment.project = (place, None) if isinstance(place, Task) else (None, place)
        comment.task_id, comment.project_id = comment.task and place.id, comment.project and place.id
        comment.body, comment.internal = body, internal or place.customer_id is None
        comment._insert()
        record("comment.noted" if comment.internal else "comment.posted", place, actor=author, comment=comment.id)
        comment._tell(author)
        return comment

    def edit(self, body: str) -> None:
        """Say something else, for who wrote it; what it said before is kept. Raises TooLate."""
        self._hold()
        if body != self.body:
            self._keep_version()
            self.body, self.edited_at = body, now()
            db.session.flush()
            record("comment.edited", self.place, comment=self.id)

    def delete(self) -> None:
        """Take it back, for who wrote it: its files go for good, its words stay as a version. Raises TooLate.

        Who has seen an open comment goes on to see that something stood there. One that the customer cannot have seen,
        because the place is not shown, leaves no trace for the customer, also when the place is shown later.
        """
        self._hold()
        remove_attached(self)
        self._keep_version()
        self.body, self.deleted_at = "", now()
        self.internal = self.internal or (self.author_kind == "staff" and not self.place.visible)
        db.session.flush()
        forget(self)
        record("comment.deleted", self.place, comment=self.id)

    # questions

    @property
    def place(self) -> Place:
        """The task or the project."""
        found = self.task or self.project
        if found is None:
            raise LookupError("a comment on nothing")
        return found

    @property
    def name(self) -> str:
        """For logs: of what it is a part."""
        return self.place.name

    @property
    def versions(self) -> list[CommentVersion]:
        """What it said before, the latest first."""
        earlier = select(CommentVersion).where(CommentVersion.comment_id == self.id)
        return list(db.session.scalars(earlier.order_by(CommentVersion.written_at.desc(), CommentVersion.id.desc())))

    @property
    def in_time(self) -> bool:
        """Whether it can still be edited and deleted at all."""
        return self.deleted_at is None and now() < self.created_at + EDITABLE_FOR

    def written_by(self, actor: Author) -> bool:
        return (self.author_kind, self.author_id) == (actor.actor_kind, actor.id)

    def may_change(self, actor: Author) -> bool:
        """Whether this one may edit or delete it now: who wrote it, within the time."""
        return self.written_by(actor) and self.in_time

    # private

    def _insert(self) -> None:
        try:
            with db.session.begin_nested():
                db.session.add(self)
        except IntegrityError:
            known = Comment.find(self.id)
            same_place = known and (known.task_id, known.project_id) == (self.task_id, self.project_id)
            if known and same_place and (known.author_kind, known.author_id) == (self.author_kind, self.author_id):
                raise AlreadyPosted(known) from None
            raise NotFound from None

    def _hold(self) -> None:
        """Read the row anew, held until the transaction ends. Raises TooLate, and NotFound when the place is gone."""
        held = select(Comment).where(Comment.id == self.id).with_for_update(key_share=True)
        if db.session.scalar(held.execution_options(populate_existing=True)) is None:
            raise NotFound
        if not self.in_time:
            raise TooLate

    def _keep_version(self) -> None:
        version = CommentVersion(comment_id=self.id, body=self.body, written_at=self.edited_at or self.created_at)
        db.session.add(version)

    def _tell(self, author: Author) -> None:
        """Staff whose business it is, and the customer's people who may read it; never who wrote it."""
        place = self.place
        if isinstance(author, Person):
            tell_staff(_concerned(place), "customer_comment", self)
        else:
            tell_staff(_concerned(place), "colleague_comment", self, but=author)
        if place.visible and not self.internal:
            tell_contacts(place.customer, "comment_new", self, but=author if isinstance(author, Person) else None)


class CommentVersion(TenantScoped, db.Model):
    """What a comment said before it was edited or deleted, for the staff. Written once, never changed."""

    __tablename__ = "comment_version"
    __table_args__ = (
        refers_to("comment", "comment_id", ondelete="CASCADE"),
        Index(None, "tenant_id", "comment_id", "written_at"),
    )

    comment_id: Mapped[uuid.UUID]
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


@when_kept_internal
def keep_internal(place: Place) -> None:
    """Turn what the staff wrote openly on a place into internal notes, before the place is shown.

    What the customer's people wrote there, when it was shown earlier, stays theirs to see.
    """
    ours = db.session.scalars(Comment.opened_by_showing(place).where(Comment.author_kind == "staff")).all()
    for comment in ours:
        comment.internal = True
    if ours:
        forget(*ours)
        record("comment.kept_internal", place, count=len(ours))


def _concerned(place: Place) -> Iterable[StaffMember]:
    """Whose business the place is, and everybody of the staff who wrote there."""
    wrote = select(Comment.author_id).where(Comment.on(place), Comment.author_kind == "staff")
    return [*place.team, *db.session.scalars(select(StaffMember).where(StaffMember.id.in_(wrote)))]


def _count_of(customer: Customer) -> int:
    """What stands on the customer's tasks and projects, deleted comments not counted."""
    here = [
        column.in_(select(place.id).where(place.customer_id == customer.id))
        for column, place in ((Comment.task_id, Task), (Comment.project_id, Project))
    ]
    counted = select(func.count()).select_from(Comment).where(or_(*here), Comment.deleted_at.is_(None))
    return db.session.scalar(counted) or 0


keeps_customer(
    "comment",
    _count_of,
    lambda number: ngettext("%(num)d Beitrag", "%(num)d Beiträge", number),
    "projects.of_customer",
)
