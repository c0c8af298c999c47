"""Writing, changing and deleting comments, for the staff."""

from __future__ import annotations

import uuid

from flask import Blueprint
from flask_login import current_user

from app.files.admission import takes_files
from app.files.fields import Files
from app.files.models import File
from app.files.uploads import Refused
from app.projects.models import Project
from app.staff.guard import refuse, staff_required
from app.staff.roles import Permission
from app.tasks.models import Task
from app.web.pages import page
from tenants import db

from . import notices  # noqa: F401 (how comments read in mails)
from .changing import back_to, delete_page, edit_page
from .forms import FILES, CommentForm
from .models import AlreadyPosted, Comment, Place
from .places import path_of, permalink
from .staff_forms import StaffCommentForm
from .thread import post_url

bp = Blueprint("discussion", __name__, url_prefix="/verwaltung/beitraege")
CommentForm.files = Files(FILES)  # type: ignore[attr-defined] (files lie above the forms of discussions)


@bp.post("/aufgabe/<uuid:task_id>")
@staff_required(Permission.PROJECTS_EDIT)
@takes_files
def post_on_task(task_id: uuid.UUID):
    return _post(Task.get(task_id))


@bp.post("/projekt/<uuid:project_id>")
@staff_required(Permission.PROJECTS_EDIT)
@takes_files
def post_on_project(project_id: uuid.UUID):
    return _post(Project.get(project_id))


@bp.route("/<uuid:comment_id>/bearbeiten", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def edit(comment_id: uuid.UUID):
    return edit_page(_own(comment_id), portal=False)


@bp.route("/<uuid:comment_id>/loeschen", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def delete(comment_id: uuid.UUID):
    return delete_page(_own(comment_id), portal=False)


@bp.get("/<uuid:comment_id>/fassungen")
@staff_required(Permission.PROJECTS_VIEW)
def versions(comment_id: uuid.UUID):
    """What a comment said before it was edited or deleted."""
    comment = Comment.get(comment_id)
    return page("discussion/versions.html", comment=comment, versions=comment.versions, back=permalink(comment))


def _post(place: Place):
    author, form = current_user._get_current_object(), StaffCommentForm(place)
    if form.submitted_ok():
        try:
            with db.session.begin_nested():
                comment = Comment.post(place, author, form.body.data, internal=form.internal, id=form.id.data)
                if form.has_files:
                    File.attach(comment, form.files.data, author)
        except AlreadyPosted as before:
            comment = before.made
        except Refused as refused:
            form.add_error("files", str(refused))
        if not form.has_errors:
            return back_to(comment, portal=False)
    return page("discussion/post.html", form, place=place, action=post_url(place, portal=False), back=path_of(place))


def _own(comment_id: uuid.UUID) -> Comment:
    """The comment, if who is signed in wrote it; 403 otherwise, with a line in the log."""
    comment = Comment.get(comment_id)
    if not comment.written_by(current_user):
        refuse(comment)
    return comment
