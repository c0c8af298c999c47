"""The file: what is known of it. Its bytes lie in the store, under its tenant and id."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, Boolean, CheckConstraint, DateTime, Index, Select, Text, and_, false, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import NotFound

from app.access import reaches
from app.access.showing import Shown
from app.audit import record, register_verbs
from app.contacts.models import Contact
from app.customers.models import Customer
from app.discussion.models import Comment
from app.notifications.registry import forget, tell_contacts, tell_staff
from app.pictures.kinds import PICTURES, media_type
from app.projects.models import Project, ProjectMember
from app.staff.models import StaffMember
from app.staff.roles import Permission
from app.tasks.models import Task
from tenants import TenantScoped, current_tenant_id, db, now, refers_to, to_one, uuid7

from .jobs import erase, make_previews
from .kinds import sign_of
from .quota import claim
from .store import Key, store
from .uploads import Upload

register_verbs(
    {
        "file.added": _l("{actor} hat bei „{object}“ die Datei „{file}“ hochgeladen."),
        "file.removed": _l("{actor} hat bei „{object}“ die Datei „{file}“ entfernt."),
        "file.shown": _l("{actor} hat bei „{object}“ die Datei „{file}“ für den Kunden sichtbar gemacht."),
        "file.hidden": _l("{actor} hat bei „{object}“ die Datei „{file}“ vor dem Kunden verborgen."),
    }
)

SECTION = "files"
"""The section of the portal in which customers see files."""


class File(Shown, TenantScoped, db.Model):
    """A file on one customer, project, task or comment.

    `visible` counts for all but those on comments, which are as visible as their comment.
    """

    __tablename__ = "file"
    __table_args__ = (
        refers_to("customer", "customer_id"),
        refers_to("project", "project_id", ondelete="CASCADE"),
        refers_to("task", "task_id", ondelete="CASCADE"),
        refers_to("comment", "comment_id", ondelete="CASCADE"),
        CheckConstraint("num_nonnulls(customer_id, project_id, task_id, comment_id) = 1", name="subject"),
        CheckConstraint("author_kind IN ('staff', 'person')", name="author_kind"),
        CheckConstraint("size > 0", name="size"),
        *(
            Index(None, "tenant_id", column, "created_at")
            for column in ("customer_id", "project_id", "task_id", "comment_id")
        ),
    )

    customer_id: Mapped[uuid.UUID | None]
    project_id: Mapped[uuid.UUID | None]
    task_id: Mapped[uuid.UUID | None]
    comment_id: Mapped[uuid.UUID | None]
    name: Mapped[str] = mapped_column(Text)
    """As it was called by whoever uploaded it, without folders and signs that lie about it."""
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    media_type: Mapped[str] = mapped_column(Text)
    """What the bytes are, by their beginning, never by what the browser or the name said."""
    digest: Mapped[str] = mapped_column(Text)
    """SHA-256 of the bytes, in hexadecimal."""
    visible: Mapped[bool] = mapped_column(Boolean, default=False)
    author_kind: Mapped[str] = mapped_column(Text)
    author_id: Mapped[uuid.UUID]
    author_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    preview_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the small picture of it was made; None while there is none."""

    customer: Mapped[Customer | None] = to_one("File", "Customer", "customer_id")
    project: Mapped[Project | None] = to_one("File", "Project", "project_id")
    task: Mapped[Task | None] = to_one("File", "Task", "task_id")
    comment: Mapped[Comment | None] = to_one("File", "Comment", "comment_id")

    @classmethod
    def visible_to(cls, contact: Contact) -> Select[tuple[Self]]:
        """The files that a contact may see.

        Those shown on the customer itself need the section Dateien; those on a task, project or comment are seen by
        whoever sees that, for they are a part of it.
        """
        shared = and_(cls.customer_id == contact.customer_id, cls.visible) if reaches(contact, SECTION) else false()
        tasks = Task.visible_to(contact).with_only_columns(Task.id)
        projects = Project.visible_to(contact).with_only_columns(Project.id)
        comments = Comment.visible_to(contact).with_only_columns(Comment.id)
        return select(cls).where(
            or_(
                shared,
                and_(cls.task_id.in_(tasks), cls.visible),
                and_(cls.project_id.in_(projects), cls.visible),
                cls.comment_id.in_(comments),
            )
        )

    @classmethod
    def of(cls, place: Any) -> Select[tuple[Self]]:
        """The files on one customer, project, task or comment itself, the newest first."""
        return select(cls).where(_column(place) == place.id).order_by(cls.created_at.desc(), cls.id.desc())

    @classmethod
    def attach(
        cls, place: Any, uploads: Iterable[Upload], author: Any, *, visible: bool = False, id: uuid.UUID | None = None
    ) -> list[Self]:
        """Keep what arrived as files of a customer, project, task or comment; the bytes are safe before the rows are.

        `author` is a member of the staff or a person. `id` is the first file's: when there is one, the same form came
        twice, and nothing is made. Raises Refused (TooLarge, QuotaExceeded) with a sentence for the form, NotFound
        when somebody has just deleted the place; then nothing was kept.
        """
        uploads = list(uploads)
        for upload in uploads:
            upload.check()
        kept = store()
        staged = []
        try:
            staged = [kept.put(upload.stream) for upload in uploads]
            claim(sum(one.size for one in staged))
            if id is not None and cls.find(id):
                return []
            files = [cls._of(place, upload, author, visible) for upload in uploads]
            for number, (file, one) in enumerate(zip(files, staged, strict=True)):
                file.id = id if id is not None and not number else uuid7()
                file.size, file.digest = one.size, one.digest
            _insert(files)
            for file, one in zip(files, staged, strict=True):
                kept.keep(one, file.key)
        finally:
            for one in staged:
                kept.discard(one)
        for file in files:
            file._arrived(author)
        if pictures := [str(file.id) for file in files if file.media_type in PICTURES]:
            make_previews.defer(files=pictures)
        return files

    def remove(self) -> None:
        """Have it gone; a job deletes the bytes once that is committed."""
        self._record("file.removed")
        erase.defer(files=[str(self.id)])
        forget(self)
        db.session.delete(self)
        db.session.flush()

    def show(self) -> None:
        """Let the customer see it (not for files on comments, which are seen with their comment)."""
        if not self.visible and not self.comment_id:
            self.visible = True
            self._record("file.shown")
            self._tell_contacts()

    def hide(self) -> None:
        """Keep it among the staff."""
        if self.visible:
            self.visible = False
            self._record("file.hidden")
            forget(self)

    @property
    def key(self) -> Key:
        """Where its bytes lie."""
        return Key(current_tenant_id(), self.id)

    @property
    def preview_key(self) -> Key:
        return Key(current_tenant_id(), self.id, preview=True)

    @property
    def place(self) -> Customer | Project | Task | Comment:
        """What it was uploaded to."""
        return self.customer or self.project or self.task or self.comment

    @property
    def home(self) -> Customer | Project | Task:
        """Where it is found: its place, or for a comment's file the task or project that the comment is on."""
        return (self.comment.task or self.comment.project) if self.comment else self.place

    @property
    def viewing(self) -> Permission:
        """What the staff need to see it."""
        return Permission.CUSTOMERS_VIEW if self.customer_id else Permission.PROJECTS_VIEW

    @property
    def editing(self) -> Permission:
        """What the staff need to remove, show or hide it."""
        return Permission.CUSTOMERS_EDIT if self.customer_id else Permission.PROJECTS_EDIT

    @property
    def sign(self) -> str:
        """The icon that stands for it."""
        return sign_of(self.media_type)

    @classmethod
    def _of(cls, place: Any, upload: Upload, author: Any, visible: bool) -> Self:
        return cls(
            **{_column(place).key: place.id},
            name=upload.name,
            media_type=media_type(upload.head),
            visible=visible and not isinstance(place, Comment),
            author_kind=author.actor_kind,
            author_id=author.id,
            author_name=author.actor_name,
        )

    def _arrived(self, author: Any) -> None:
        """A file on a comment is a part of it: what is to be told is told of the comment."""
        if self.comment_id:
            return
        self._record("file.added", actor=author)
        if self.visible:
            self._tell_contacts(but=author if author.actor_kind == "person" else None)
        if author.actor_kind == "person":
            tell_staff(_team_of(self.home), "customer_file", self)

    def _tell_contacts(self, but: Any = None) -> None:
        customer = self.customer or self.home.customer
        if customer is not None:
            tell_contacts(customer, "file_new", self, but=but)

    def _record(self, verb: str, actor: Any = None) -> None:
        record(verb, self.home, actor=actor, file=self.name)


def _column(place: Any) -> Any:
    """The column that points at things of this kind."""
    columns = {Customer: File.customer_id, Project: File.project_id, Task: File.task_id, Comment: File.comment_id}
    return columns[type(place)]


def _team_of(place: Customer | Project | Task) -> Iterable[StaffMember]:
    """Who of the staff is told: the team; for a customer who works on its projects, or everybody where nobody does."""
    if not isinstance(place, Customer):
        return place.team
    working = select(ProjectMember.staff_id).join(Project, Project.id == ProjectMember.project_id)
    working = working.where(Project.customer_id == place.id, Project.done_at.is_(None))
    members = db.session.scalars(select(StaffMember).where(StaffMember.id.in_(working))).all()
    return members or db.session.scalars(StaffMember.everyone()).all()


def _insert(files: list[File]) -> None:
    try:
        with db.session.begin_nested():
            db.session.add_all(files)
    except IntegrityError:
        raise NotFound from None
