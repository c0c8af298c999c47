"""Writing, changing and deleting comments, for the staff."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_login import current_user

from app.files.admission import takes_files
from app.files.fields import Files
from app.files.models import File
from app.files.uploads import Refused
from app.projects.models import Project
from app.staff.guard import refuse, staff_required
from app.staff.roles import Permission
from app.tasks.models import Task
from app.web.pages import flash_ok, page, see_other
from tenants import db

from . import notices  # noqa: F401 (how comments read in mails)
from .attached import attached_to
from .forms import FILES, CommentForm, EditForm
from .models import AlreadyPosted, Comment, Place, TooLate
from .places import address_of, path_of, permalink
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
    comment = _own(comment_id)
    form = EditForm(has_files=bool(attached_to([comment.id]).get(comment.id)), obj=comment)
    if request.method == "GET" and not comment.in_time:
        abort(409, too_late())
    if form.submitted_ok():
        try:
            comment.edit(form.body.data)
        except TooLate:
            form.add_error(None, too_late())
        else:
            flash_ok(_("Beitrag geändert."))
            return _back_to(comment)
    return page("discussion/edit.html", form, comment=comment, back=permalink(comment))


@bp.route("/<uuid:comment_id>/loeschen", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def delete(comment_id: uuid.UUID):
    comment = _own(comment_id)
    if comment.deleted_at is None and not comment.in_time:
        abort(409, too_late())
    if request.method == "POST":
        if comment.deleted_at is None:
            comment.delete()
            flash_ok(_("Beitrag gelöscht."))
        return _back_to(comment)
    return page("discussion/delete.html", comment=comment, back=permalink(comment))


@bp.get("/<uuid:comment_id>/fassungen")
@staff_required(Permission.PROJECTS_VIEW)
def versions(comment_id: uuid.UUID):
    """What a comment said before it was edited or deleted."""
    comment = Comment.get(comment_id)
    return page("discussion/versions.html", comment=comment, versions=comment.versions, back=permalink(comment))


def too_late() -> str:
    return _("Eigene Beiträge lassen sich 15 Minuten lang ändern und löschen. Diese Zeit ist vorbei.")


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
            return _back_to(comment)
    return page("discussion/post.html", form, place=place, action=post_url(place, portal=False), back=path_of(place))


def _back_to(comment: Comment):
    endpoint, values = address_of(comment)
    return see_other(endpoint, **values)


def _own(comment_id: uuid.UUID) -> Comment:
    """The comment, if who is signed in wrote it; 403 otherwise, with a line in the log."""
    comment = Comment.get(comment_id)
    if not comment.written_by(current_user):
        refuse(comment)
    return comment
