"""Writing on tasks and projects, for the customers' people. What they do not see is not there: 404."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from app.discussion.attached import attached_to
from app.discussion.forms import EditForm, PersonCommentForm
from app.discussion.models import AlreadyPosted, Comment, Place, TooLate
from app.discussion.places import address_of, path_of, permalink
from app.discussion.thread import post_url
from app.files.admission import takes_files
from app.files.models import File
from app.files.uploads import Refused
from app.projects.models import SECTION, Project
from app.tasks.models import Task
from app.tasks.returning import hand_back
from app.web.branding import current_agency
from app.web.pages import flash_ok, page, see_other
from tenants import db

from ..elsewhere import look_up
from ..guard import current_person, portal_contact, portal_required

bp = Blueprint("portal_discussion", __name__, url_prefix="/kunden/beitraege")


@bp.post("/aufgabe/<uuid:task_id>")
@portal_required(SECTION)
@takes_files
def post_on_task(task_id: uuid.UUID) -> Response:
    return _post(look_up(Task, task_id))


@bp.post("/projekt/<uuid:project_id>")
@portal_required(SECTION)
@takes_files
def post_on_project(project_id: uuid.UUID) -> Response:
    return _post(look_up(Project, project_id))


@bp.route("/<uuid:comment_id>/bearbeiten", methods=["GET", "POST"])
@portal_required(SECTION)
def edit(comment_id: uuid.UUID) -> Response:
    comment = _own(comment_id)
    form = EditForm(has_files=bool(attached_to([comment.id]).get(comment.id)), obj=comment)
    if request.method == "GET" and not comment.in_time:
        abort(409, _too_late())
    if form.submitted_ok():
        try:
            comment.edit(form.body.data)
        except TooLate:
            form.add_error(None, _too_late())
        else:
            flash_ok(_("Beitrag geändert."))
            return _back_to(comment)
    return page("portal/discussion/edit.html", form, comment=comment, back=permalink(comment, portal=True))


@bp.route("/<uuid:comment_id>/loeschen", methods=["GET", "POST"])
@portal_required(SECTION)
def delete(comment_id: uuid.UUID) -> Response:
    comment = _own(comment_id)
    if comment.deleted_at is None and not comment.in_time:
        abort(409, _too_late())
    if request.method == "POST":
        if comment.deleted_at is None:
            comment.delete()
            flash_ok(_("Beitrag gelöscht."))
        return _back_to(comment)
    return page("portal/discussion/delete.html", comment=comment, back=permalink(comment, portal=True))


def _post(place: Place) -> Response:
    person, form = current_person(), PersonCommentForm(place, current_agency().name)
    if form.submitted_ok():
        try:
            with db.session.begin_nested():
                comment = Comment.post(place, person, form.body.data, id=form.id.data)
                if form.has_files:
                    File.attach(comment, form.files.data, person)
            if form.gives_back and isinstance(place, Task):
                hand_back(place)
        except AlreadyPosted as before:
            comment = before.made
        except Refused as refused:
            form.add_error("files", str(refused))
        if not form.has_errors:
            return _back_to(comment)
    action, back = post_url(place, portal=True), path_of(place, portal=True)
    return page("portal/discussion/post.html", form, place=place, action=action, back=back)


def _back_to(comment: Comment) -> Response:
    endpoint, values = address_of(comment, portal=True)
    return see_other(endpoint, **values)


def _own(comment_id: uuid.UUID) -> Comment:
    """The comment, if the person at work wrote it and sees the place where it stands; 404 otherwise."""
    mine = Comment.find(comment_id) or abort(404)
    seen = Comment.thread(mine.place, contact=portal_contact()).where(Comment.id == mine.id)
    if not mine.written_by(current_person()) or db.session.scalar(seen) is None:
        abort(404)
    return mine


def _too_late() -> str:
    return _("Eigene Beiträge lassen sich 15 Minuten lang ändern und löschen. Diese Zeit ist vorbei.")
