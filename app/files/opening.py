"""What the customer gets to see when a project or task is shown, and how its files stay internal then."""

from __future__ import annotations

from typing import Any

from flask_babel import ngettext
from sqlalchemy import Select, func, or_, select

from app.discussion.models import Comment
from app.projects.contents import register_content
from app.projects.models import Project
from app.projects.opening import when_kept_internal
from app.tasks.models import Task
from tenants import db

from .models import File

MOST = 20
"""So many comments and files are named; of the others it is said how many there are."""


def opened_by(place: Project | Task) -> dict[str, Any]:
    """What becomes visible with the place: comments and files, theirs too, and how many more there are of each."""
    comments = Comment.opened_by_showing(place)
    theirs = File.comment_id.in_(comments.order_by(None).with_only_columns(Comment.id))
    own = File.id.in_(File.of(place).where(File.visible).order_by(None).with_only_columns(File.id))
    files = select(File).where(or_(own, theirs)).order_by(File.created_at.desc(), File.id.desc())
    return {
        "comments": db.session.scalars(comments.limit(MOST)).all(),
        "more_comments": max(0, _number(comments) - MOST),
        "files": db.session.scalars(files.limit(MOST)).all(),
        "more_files": max(0, _number(files) - MOST),
    }


@when_kept_internal
def keep_files_internal(place: Project | Task) -> None:
    """Take the files on a place itself out of the customer's sight, before the place is shown."""
    for file in db.session.scalars(File.of(place).where(File.visible, File.author_kind == "staff")).all():
        file.hide()


def _comments_on(project: Any) -> int:
    return _number(Comment.thread(project))


def _number(query: Select) -> int:
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


register_content("comment", _comments_on, lambda number: ngettext("%(num)d Beitrag", "%(num)d Beiträge", number))
