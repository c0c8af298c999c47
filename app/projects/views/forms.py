"""Making, changing and deleting a project."""

from __future__ import annotations

import uuid

from flask import abort, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from app.customers.models import Customer
from app.staff.guard import staff_required
from app.staff.picking import colleagues
from app.staff.roles import Permission
from app.web.forms import STEP
from app.web.pages import flash_ok, page, see_other
from tenants import current_tenant, db

from ..choices import STATUSES
from ..contents import contents_of
from ..forms import EditProjectForm, NewProjectForm
from ..models import NotEmpty, Project
from .blueprint import bp, load

COLUMNS = ("name", "description", "starts_on", "ends_on")
"""Fields that are columns of the same name."""


@bp.route("/projekte/neu", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def create():
    """With `?kunde=` the customer stands fast."""
    step, wanted = STEP in request.form, request.args.get("kunde")
    form = NewProjectForm(visible=current_tenant().tasks_visible, members=[str(current_user.id)])
    if wanted:
        form.hold_customer(Customer.get(wanted))
    else:
        form.offer_customers(_("Bitte wählen"))
    form.offer_contacts(form.chosen_customer, anew=step)
    form.offer_staff(colleagues())
    if not step and form.submitted_ok():
        try:
            with db.session.begin_nested():
                project = Project.find(form.id.data) or _made(form)
        except IntegrityError:
            if (project := Project.find(form.id.data)) is None:
                raise
        return see_other(".show", project_id=project.id)
    return page("projects/create.html", form, status=422 if step else None, held=bool(wanted))


@bp.route("/projekte/<uuid:project_id>/bearbeiten", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def edit(project_id: uuid.UUID):
    project = load(project_id)
    values = {name: getattr(project, name) for name in COLUMNS}
    values |= {"contact": str(project.contact_id or ""), "members": [str(member.id) for member in project.people]}
    form = EditProjectForm(data=values)
    form.offer_contacts(project.customer)
    form.offer_staff(colleagues(project.people))
    if form.submitted_ok():
        project.update(**form.values_for(project.customer))
        project.set_members(form.chosen_staff)
        flash_ok(_("Gespeichert."))
        return see_other(".show", project_id=project.id)
    return page("projects/edit.html", form, project=project)


@bp.post("/projekte/<uuid:project_id>/status")
@staff_required(Permission.PROJECTS_EDIT)
def status(project_id: uuid.UUID):
    project = Project.get(project_id)
    wanted = request.form.get("status", "")
    if wanted not in STATUSES:
        abort(422, _("Diesen Status gibt es nicht."))
    project.set_status(wanted)
    flash_ok(_("Das Projekt ist jetzt auf „%(status)s“ gesetzt.", status=project.status_label))
    return see_other(".show", project_id=project.id)


@bp.route("/projekte/<uuid:project_id>/entfernen", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def remove(project_id: uuid.UUID):
    project = Project.get(project_id)
    if request.method == "POST":
        try:
            project.remove()
        except NotEmpty as full:
            abort(409, _("An dem Projekt hängt noch etwas: %(contents)s.", contents=", ".join(full.contents)))
        flash_ok(_("Das Projekt „%(name)s“ ist gelöscht.", name=project.name))
        return see_other(".index")
    return page("projects/remove.html", project=project, contents=contents_of(project))


def _made(form: NewProjectForm) -> Project:
    customer = form.chosen_customer
    values = form.values_for(customer) | {"status": form.status.data, "visible": form.visible.data}
    project = Project.add(id=form.id.data, customer=customer, members=form.chosen_staff, **values)
    flash_ok(_("Projekt angelegt."))
    return project
