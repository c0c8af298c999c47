"""Imports of customers as staff see them: the file, its columns, the fate of its rows, and whom to invite."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from app.contacts.bulk import told_switched_off
from app.contacts.persons import LinksSwitchedOff
from app.files.admission import takes_files
from app.files.names import clean_name, disposition
from app.groups.models import Group, Rubric
from app.mail.switched import switched_off
from app.staff.activity import tell_of
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.asked import asked_choice
from app.web.pages import asked_page, flash_ok, flash_warn, page, paged, see_other
from tenants import db

from . import jobs  # noqa: F401 (what it declares)
from .decoding import NoTable
from .faulty import faulty_rows
from .forms import ImportForm, InvitationsForm, ReadingForm, mapping_form
from .invitations import choose, chosen, invitable, invite
from .models import FATES, CustomerImport, CustomerImportRow
from .table import preview, survey
from .verbs import BUSY

bp = Blueprint("imports", __name__, url_prefix="/verwaltung/kunden/import")

tell_of(Permission.CUSTOMERS_EDIT, "customer_import")

NAMES = {
    "new": _l("neu"),
    "changed": _l("wird geändert"),
    "same": _l("unverändert"),
    "skipped": _l("übersprungen"),
    "faulty": _l("fehlerhaft"),
}
PREVIEWED = 8
"""Columns of the first rows that are shown."""


@bp.get("")
@staff_required(Permission.CUSTOMERS_EDIT)
def index():
    return page("imports/index.html", imports=paged(CustomerImport.latest()))


@bp.route("/neu", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
@takes_files
def create():
    form = ImportForm()
    if form.submitted_ok():
        file = form.file
        imported = CustomerImport.begin(form.id.data, file.data[0].name, file.content, file.seen, current_user)
        return see_other(".mapping", import_id=imported.id)
    return page("imports/create.html", form)


@bp.get("/<uuid:import_id>")
@staff_required(Permission.CUSTOMERS_EDIT)
def show(import_id: uuid.UUID):
    imported = CustomerImport.get(import_id)
    if imported.state == "mapping" and not imported.forgotten:
        return redirect(url_for(".mapping", import_id=imported.id), 303)
    fate = asked_choice("art", FATES)
    busy = imported.state in BUSY
    rows = paged(CustomerImportRow.of(imported, fate))
    return page(
        "imports/show.html", imported=imported, fates=imported.fates, fate=fate, rows=rows, busy=busy, names=NAMES
    )


@bp.route("/<uuid:import_id>/spalten", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def mapping(import_id: uuid.UUID):
    imported = _with_file(import_id)
    rubrics = db.session.scalars(Rubric.in_order()).all()
    form = mapping_form(imported, [str(group.id) for group in db.session.scalars(Group.preselection())])
    form.offer_groups(rubrics)
    if form.submitted_ok():
        imported.check(form.mapping, form.options)
        return see_other(".show", import_id=imported.id)
    return _mapping_page(imported, form, ReadingForm.of(imported, formdata=None))


@bp.post("/<uuid:import_id>/lesart")
@staff_required(Permission.CUSTOMERS_EDIT)
def read_as(import_id: uuid.UUID):
    """Read the file in another way; the columns are guessed anew."""
    imported = _with_file(import_id)
    form = ReadingForm.of(imported)
    if form.submitted_ok():
        try:
            imported.read_as(survey(imported.content, form.reading))
            return see_other(".mapping", import_id=imported.id)
        except NoTable as fault:
            form.add_error("encoding", str(fault))
    columns = mapping_form(imported, ())
    columns.offer_groups(db.session.scalars(Rubric.in_order()).all())
    return _mapping_page(imported, columns, form)


@bp.post("/<uuid:import_id>/start")
@staff_required(Permission.CUSTOMERS_EDIT)
def start(import_id: uuid.UUID):
    """Write the customers, or go on writing them."""
    imported = CustomerImport.get(import_id)
    imported.start()
    return see_other(".show", import_id=imported.id)


@bp.post("/<uuid:import_id>/anhalten")
@staff_required(Permission.CUSTOMERS_EDIT)
def stop(import_id: uuid.UUID):
    imported = CustomerImport.get(import_id)
    imported.stop()
    if imported.state == "stopped":
        flash_ok(_("Der Import ist angehalten. Sie können ihn jederzeit fortsetzen."))
    return see_other(".show", import_id=imported.id)


@bp.get("/<uuid:import_id>/fehler.csv")
@staff_required(Permission.CUSTOMERS_EDIT)
def faults(import_id: uuid.UUID):
    """The faulty rows as they were, with what is wrong."""
    imported = _with_file(import_id)
    response = Response("".join(faulty_rows(imported, _("Fehler"))).encode(), mimetype="text/csv")
    name = imported.file_name.rpartition(".")[0] or imported.file_name
    response.headers["Content-Disposition"] = disposition(clean_name(_("%(name)s Fehler", name=name) + ".csv"))
    return response


@bp.route("/<uuid:import_id>/einladungen", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def invitations(import_id: uuid.UUID):
    """Who would be invited; who is not to be is unticked, page by page."""
    imported = CustomerImport.get(import_id)
    contacts = paged(invitable(imported))
    left_out = {*imported.options.get("left_out", ())}
    form = InvitationsForm(contacts=[str(one.id) for one in contacts.items if str(one.id) not in left_out])
    form.offer(contacts.items)
    if form.submitted_ok():
        choose(imported, form.contacts.values, form.contacts.data)
        if "weiter" in request.form and contacts.number < contacts.last:
            return see_other(".invitations", import_id=imported.id, seite=contacts.number + 1)
        return see_other(".invite_chosen", import_id=imported.id)
    count = len(chosen(imported))
    about = {"contacts": contacts, "count": count, "unsent": switched_off("set_password", "welcome")}
    return page("imports/invitations.html", form, imported=imported, **about)


@bp.route("/<uuid:import_id>/einladungen/senden", methods=["GET", "POST"])
@staff_required(Permission.ACCESS_MANAGE)
def invite_chosen(import_id: uuid.UUID):
    """The question, with the number, and the answer."""
    imported = CustomerImport.get(import_id)
    if request.method == "POST":
        try:
            count = invite(imported)
        except LinksSwitchedOff:
            flash_warn(told_switched_off())
            return see_other(".invitations", import_id=imported.id)
        flash_ok(ngettext("%(num)d Einladung ist unterwegs.", "%(num)d Einladungen sind unterwegs.", count))
        return see_other(".show", import_id=imported.id)
    about = {"count": len(chosen(imported)), "unsent": switched_off("set_password", "welcome")}
    return page("imports/invite.html", imported=imported, number=asked_page(), **about)


def _with_file(import_id: uuid.UUID) -> CustomerImport:
    """The import; 409 when its file is forgotten by now."""
    imported = CustomerImport.get(import_id)
    if imported.content is None:
        abort(409, _("Die Datei dieses Imports ist nicht mehr da. Bitte laden Sie sie noch einmal hoch."))
    return imported


def _mapping_page(imported: CustomerImport, form, reading: ReadingForm):
    """The page with both forms: the columns, and how the file is read."""
    places = [place for place, column in enumerate(imported.columns) if column["samples"]][:PREVIEWED]
    rows = [
        [row.cells[place] if place < len(row.cells) else "" for place in places]
        for row in preview(imported.content, imported.reading)
    ]
    heads = [imported.columns[place]["name"] for place in places]
    status = 422 if reading.is_submitted() and reading.has_errors else None
    return page("imports/mapping.html", form, status, imported=imported, reading=reading, heads=heads, rows=rows)
