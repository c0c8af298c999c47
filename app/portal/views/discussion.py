"""Writing on tasks and projects, for the customers' people. What they do not see is not there: 404."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, abort

from app.discussion.changing import back_to, delete_page, edit_page
from app.discussion.forms import PersonCommentForm
from app.discussion.models import AlreadyPosted, Comment, Place
from app.discussion.places import path_of
from app.discussion.thread import post_url
from app.files.admission import takes_files
from app.files.models import File
from app.files.uploads import Refused
from app.projects.models import SECTION, Project
from app.tasks.models import Task
from app.tasks.returning import hand_back
from app.web.branding import current_agency
from app.web.pages import page
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
    return edit_page(_own(comment_id), portal=True)


@bp.route("/<uuid:comment_id>/loeschen", methods=["GET", "POST"])
@portal_required(SECTION)
def delete(comment_id: uuid.UUID) -> Response:
    return delete_page(_own(comment_id), portal=True)


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
            return back_to(comment, portal=True)
    action, back = post_url(place, portal=True), path_of(place, portal=True)
    return page("portal/discussion/post.html", form, place=place, action=action, back=back)


def _own(comment_id: uuid.UUID) -> Comment:
    """The comment, if the person at work wrote it and sees the place where it stands; 404 otherwise."""
    mine = Comment.find(comment_id) or abort(404)
    seen = Comment.thread(mine.place, contact=portal_contact()).where(Comment.id == mine.id)
    if not mine.written_by(current_person()) or db.session.scalar(seen) is None:
        abort(404)
    return mine
