"""Changing one's own comment and taking it back: alike for the staff and in the portal, each with pages of its own."""

from __future__ import annotations

from flask import Response, abort, request
from flask_babel import gettext as _

from app.web.pages import flash_ok, page, see_other

from .attached import attached_to
from .forms import EditForm
from .models import Comment, TooLate
from .places import address_of, permalink


def edit_page(comment: Comment, *, portal: bool) -> Response:
    """Let who wrote the comment say something else; 409 when the time for that is over."""
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
            return back_to(comment, portal=portal)
    return page(_template("edit", portal), form, comment=comment, back=permalink(comment, portal=portal))


def delete_page(comment: Comment, *, portal: bool) -> Response:
    """Let who wrote the comment take it back; 409 when the time for that is over. Twice is once."""
    if request.method == "POST":
        try:
            comment.delete()
            flash_ok(_("Beitrag gelöscht."))
        except TooLate:
            if comment.deleted_at is None:
                abort(409, too_late())
        return back_to(comment, portal=portal)
    if comment.deleted_at is None and not comment.in_time:
        abort(409, too_late())
    return page(_template("delete", portal), comment=comment, back=permalink(comment, portal=portal))


def back_to(comment: Comment, *, portal: bool) -> Response:
    """To where the comment stands."""
    endpoint, values = address_of(comment, portal=portal)
    return see_other(endpoint, **values)


def too_late() -> str:
    return _("Eigene Beiträge lassen sich 15 Minuten lang ändern und löschen. Diese Zeit ist vorbei.")


def _template(name: str, portal: bool) -> str:
    return f"portal/discussion/{name}.html" if portal else f"discussion/{name}.html"
