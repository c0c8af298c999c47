"""Files as the customers' people see them: list, upload, download, small pictures."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.contacts.models import Contact
from app.files import section  # noqa: F401 (registers the section that these pages are)
from app.files.admission import takes_files
from app.files.answers import answer
from app.files.models import SECTION, File
from app.files.uploads import Refused
from app.projects.models import SECTION as PROJECTS
from app.web.pages import flash_ok, page, paged, see_other

from ..elsewhere import look_up
from ..forms import UploadForm
from ..guard import current_person, portal_contact, portal_required
from ..lists import files_of

bp = Blueprint("portal_files", __name__, url_prefix="/kunden/dateien")


@bp.route("", methods=["GET", "POST"])
@portal_required(SECTION)
@takes_files
def index() -> Response:
    """All files, and the form that adds some, which belong to the customer as a whole.

    The form says in `?kontakt=` for whom it was opened: who has changed over meanwhile in another window must not show
    one customer's files to another.
    """
    contact, form = portal_contact(), UploadForm()
    if form.submitted_ok() and _still_here(form, contact):
        try:
            made = File.attach(contact.customer, form.files.data, current_person(), visible=True, id=form.id.data)
        except Refused as refused:
            form.add_error("files", str(refused))
        else:
            if made:
                flash_ok(ngettext("Eine Datei ist hochgeladen.", "%(num)d Dateien sind hochgeladen.", len(made)))
            return see_other(".index")
    return page("portal/files/index.html", form, files=paged(files_of(contact)))


@bp.get("/<uuid:file_id>")
@portal_required(SECTION, PROJECTS, elsewhere=True)
def download(file_id: uuid.UUID) -> Response:
    return answer(look_up(File, file_id))


@bp.get("/<uuid:file_id>/vorschau")
@portal_required(SECTION, PROJECTS)
def preview(file_id: uuid.UUID) -> Response:
    """The small picture that stands beside the name."""
    return answer(look_up(File, file_id), preview=True)


def _still_here(form: UploadForm, contact: Contact) -> bool:
    """Whether the form was opened for the contact at work; else it says so."""
    same = request.args.get("kontakt", str(contact.id)) == str(contact.id)
    if not same:
        form.add_error(
            None,
            _(
                "Sie sind inzwischen als Kontakt von %(customer)s hier. "
                "Gehören die Dateien dorthin, öffnen Sie „Dateien“ bitte noch einmal.",
                customer=contact.customer.name,
            ),
        )
    return same
