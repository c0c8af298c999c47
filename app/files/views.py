"""Files as the staff see them: upload, download, pictures, who may see them, and the room they take."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from app.customers.models import Customer
from app.customers.tabs import add_tab
from app.groups.frame import frame_of
from app.projects.models import Project
from app.settings.entries import add
from app.staff.guard import refuse, staff_required
from app.staff.roles import Permission
from app.tasks.models import Task
from app.web.pages import flash_ok, page, see_other

from . import notices, sweep  # noqa: F401 (what they register)
from .admission import takes_files
from .answers import answer
from .forms import EmptyForm, UploadForm
from .models import File
from .panel import panel_of
from .quota import storage as storage_used
from .removal import number_at
from .uploads import Refused

bp = Blueprint("files", __name__, url_prefix="/verwaltung/dateien")

add(_l("Speicher"), _l("Wie viel Platz Ihre Dateien belegen"), "files.storage", "hard-drive", Permission.SETTINGS_EDIT)
add_tab(_l("Dateien"), "files.of_customer", Permission.CUSTOMERS_VIEW, 40, number_at)


@bp.get("/kunde/<uuid:customer_id>")
@staff_required(Permission.CUSTOMERS_VIEW)
def of_customer(customer_id: uuid.UUID):
    """The tab „Dateien“ of a customer's record."""
    customer = Customer.get(customer_id)
    return page("files/of_customer.html", panel=panel_of(customer), **frame_of(customer))


@bp.route("/kunde/<uuid:customer_id>/hochladen", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
@takes_files
def upload_customer(customer_id: uuid.UUID):
    return _upload(Customer.get(customer_id))


@bp.route("/projekt/<uuid:project_id>/hochladen", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
@takes_files
def upload_project(project_id: uuid.UUID):
    return _upload(Project.get(project_id))


@bp.route("/aufgabe/<uuid:task_id>/hochladen", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
@takes_files
def upload_task(task_id: uuid.UUID):
    return _upload(Task.get(task_id))


@bp.get("/<uuid:file_id>")
@staff_required(Permission.PROJECTS_VIEW)
def download(file_id: uuid.UUID):
    return answer(_seen(file_id))


@bp.get("/<uuid:file_id>/vorschau")
@staff_required(Permission.PROJECTS_VIEW)
def preview(file_id: uuid.UUID):
    return answer(_seen(file_id), preview=True)


@bp.route("/<uuid:file_id>/entfernen", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def remove(file_id: uuid.UUID):
    file = _edited(file_id)
    form, (endpoint, values) = EmptyForm(), _page_of(file.home)
    if form.submitted_ok():
        file.remove()
        flash_ok(_("Die Datei „%(name)s“ ist entfernt.", name=file.name))
        return see_other(endpoint, **values)
    return page("files/remove.html", form, file=file, back=url_for(endpoint, **values))


@bp.post("/<uuid:file_id>/sichtbarkeit")
@staff_required(Permission.PROJECTS_EDIT)
def visibility(file_id: uuid.UUID):
    """Show the file to the customer, or hide it: whichever the button says."""
    file = _edited(file_id)
    if request.form.get("visible"):
        file.show()
    else:
        file.hide()
    endpoint, values = _page_of(file.home)
    return see_other(endpoint, **values)


@bp.get("/speicher")
@staff_required(Permission.SETTINGS_EDIT)
def storage():
    return page("files/storage.html", storage=storage_used())


def _upload(place: Customer | Project | Task):
    """The page with the form alone, where the form leads to when something does not fit."""
    form, (endpoint, values) = UploadForm.on(place), _page_of(place)
    if form.submitted_ok():
        try:
            made = File.attach(place, form.files.data, current_user, visible=form.shows, id=form.id.data)
        except Refused as refused:
            form.add_error("files", str(refused))
        else:
            if made:
                flash_ok(ngettext("%(num)d Datei hochgeladen.", "%(num)d Dateien hochgeladen.", len(made)))
            return see_other(endpoint, **values)
    return page("files/upload.html", form, place=place, back=url_for(endpoint, **values))


def _seen(file_id: uuid.UUID) -> File:
    return _permitted(File.get(file_id), "viewing")


def _edited(file_id: uuid.UUID) -> File:
    return _permitted(File.get(file_id), "editing")


def _permitted(file: File, right: str) -> File:
    """The file, for those whose role has the right that its place asks for."""
    if not current_user.may(getattr(file, right)):
        refuse(file)
    return file


def _page_of(place: Customer | Project | Task) -> tuple[str, dict[str, Any]]:
    """Where the files of a place are listed: endpoint and values."""
    if isinstance(place, Customer):
        return "files.of_customer", {"customer_id": place.id}
    if isinstance(place, Project):
        return "projects.files", {"project_id": place.id}
    return "tasks.show", {"task_id": place.id, "_anchor": "dateien"}
