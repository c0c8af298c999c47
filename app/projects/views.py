"""Projects as the staff see them: list, forms, record."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.contacts.models import Contact
from app.customers.models import Customer
from app.customers.picking import STEP
from app.groups.models import Group
from app.settings.day import today
from app.staff.guard import staff_required
from app.staff.models import StaffMember
from app.staff.roles import Permission
from app.tasks.progress import Progress, progress_of
from app.web.navigation import nav
from app.web.pages import Paged, flash_ok, page, paged, see_other
from tenants import current_tenant, db

from . import notices  # noqa: F401 (how projects read in mails)
from .choices import LOOKS, STATUSES
from .contents import contents_of
from .filters import EVERY
from .forms import EditProjectForm, GlimpseForm, NewProjectForm, VisibilityForm
from .history import history_of
from .models import NotEmpty, Project, ProjectMember
from .queries import asked_filters, filter_choices

bp = Blueprint("projects", __name__, url_prefix="/verwaltung")
nav.add("", _l("Projekte"), "projects.index", "folder-kanban", Permission.PROJECTS_VIEW)

WITH_TEAM: tuple[ExecutableOption, ...] = (
    joinedload(Project.customer),
    selectinload(Project.members).joinedload(ProjectMember.staff),
)
LATEST = 6
"""Lines of the history on the overview."""


@bp.get("/projekte")
@staff_required(Permission.PROJECTS_VIEW)
def index():
    filters = asked_filters()
    projects = paged(Project.listed(filters).options(*WITH_TEAM))
    anything = projects.total > 0 or db.session.scalar(select(Project.id).limit(1)) is not None
    return _list("projects/index.html", projects, filters=filters, anything=anything, **filter_choices(filters))


@bp.get("/kunden/<uuid:customer_id>/projekte")
@staff_required(Permission.PROJECTS_VIEW)
def of_customer(customer_id: uuid.UUID):
    """The tab „Projekte“ of a customer's record."""
    customer = Customer.get(customer_id)
    filters = asked_filters(status=EVERY, customer=customer)
    projects = paged(Project.listed(filters).options(*WITH_TEAM))
    frame = {"groups": db.session.scalars(Group.of(customer)).all(), "contacts": Contact.with_persons(customer)}
    return _list("customers/projects.html", projects, customer=customer, order=filters.order, **frame)


@bp.route("/projekte/neu", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def create():
    """With `?kunde=` the customer stands fast."""
    step = STEP in request.form
    form = NewProjectForm(visible=current_tenant().tasks_visible, members=[str(current_user.id)])
    if wanted := request.args.get("kunde"):
        form.hold_customer(Customer.get(wanted))
    else:
        form.offer_customers(_("Bitte wählen"))
    form.offer_contacts(form.chosen_customer, anew=step)
    form.offer_staff(_colleagues())
    if not step and form.submitted_ok():
        try:
            with db.session.begin_nested():
                project = Project.find(form.id.data) or _started(form)
        except IntegrityError:
            project = Project.get(form.id.data)
        return see_other(".show", project_id=project.id)
    return page("projects/create.html", form, status=422 if step else None, held=bool(wanted))


@bp.get("/projekte/<uuid:project_id>")
@staff_required(Permission.PROJECTS_VIEW)
def show(project_id: uuid.UUID):
    project = _load(project_id)
    entries = db.session.scalars(history_of(project).limit(LATEST)).all()
    form = GlimpseForm(formdata=None, obj=project)
    return _record("projects/show.html", project, entries=entries, form=form)


@bp.get("/projekte/<uuid:project_id>/verlauf")
@staff_required(Permission.PROJECTS_VIEW)
def history(project_id: uuid.UUID):
    project = _load(project_id)
    lines = paged(history_of(project))
    return _record("projects/history.html", project, history=lines, entries=lines.items)


@bp.route("/projekte/<uuid:project_id>/bearbeiten", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def edit(project_id: uuid.UUID):
    project = _load(project_id)
    chosen = {"contact": str(project.contact_id or ""), "members": [str(one.id) for one in project.staff]}
    form = EditProjectForm(data=_of(project, "name", "description", "starts_on", "ends_on") | chosen)
    form.offer_contacts(project.customer)
    form.offer_staff(_colleagues(project.staff))
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


@bp.post("/projekte/<uuid:project_id>/einblick")
@staff_required(Permission.PROJECTS_EDIT)
def glimpse(project_id: uuid.UUID):
    """What the customer sees of the project besides: progress and team."""
    project = Project.get(project_id)
    form = GlimpseForm()
    if form.submitted_ok():
        project.update(progress_visible=form.progress_visible.data, team_visible=form.team_visible.data)
        flash_ok(_("Gespeichert."))
    return see_other(".show", project_id=project.id)


@bp.route("/projekte/<uuid:project_id>/sichtbarkeit", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def visibility(project_id: uuid.UUID):
    """Show the project to the customer, or hide it again, after a look at what that means."""
    project = _load(project_id)
    form = VisibilityForm()
    if form.submitted_ok():
        if project.visible:
            project.hide()
            flash_ok(_("Das Projekt ist jetzt vor dem Kunden verborgen."))
        else:
            project.show(keep_internal=form.earlier.data == "internal")
            flash_ok(_("Das Projekt ist jetzt für den Kunden sichtbar."))
        return see_other(".show", project_id=project.id)
    return page("projects/visibility.html", form, project=project)


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


def _started(form: NewProjectForm) -> Project:
    customer = form.chosen_customer
    project = Project.add(
        id=form.id.data, customer=customer, status=form.status.data, visible=form.visible.data,
        members=form.chosen_staff, **form.values_for(customer),
    )  # fmt: skip
    flash_ok(_("Projekt angelegt."))
    return project


def _load(project_id: uuid.UUID) -> Project:
    """The project with what its record shows; 404 when there is none."""
    person = joinedload(Project.contact).joinedload(Contact.person)
    query = select(Project).where(Project.id == project_id).options(*WITH_TEAM, person)
    return db.session.scalar(query) or abort(404)


def _colleagues(besides: list[StaffMember] = []) -> list[StaffMember]:  # noqa: B006 (only read)
    """The staff who can be members; those who left only where they are members already."""
    kept = {member.id for member in besides}
    everyone = db.session.scalars(StaffMember.everyone())
    return [member for member in everyone if member.deactivated_at is None or member.id in kept]


def _list(template: str, projects: Paged, **context: Any):
    """A page with projects, each with its progress."""
    progress = progress_of(project.id for project in projects.items)
    return page(template, projects=projects, progress=progress, today=today(), looks=LOOKS, **context)


def _record(template: str, project: Project, **context: Any):
    """A page of the record, with what its frame shows."""
    progress = progress_of([project.id])[project.id]
    frame = {"progress": progress, "parts": _parts(project, progress), "looks": LOOKS, "statuses": STATUSES}
    return page(template, project=project, today=today(), **frame, **context)


def _parts(project: Project, progress: Progress) -> list[tuple[str, str, bool, int | None]]:
    """The tabs of the record: label, address, whether it is the present one, count."""
    tabs = [(_("Überblick"), "projects.show", None), (_("Verlauf"), "projects.history", None)]
    return [
        (label, url_for(endpoint, project_id=project.id), request.endpoint == endpoint, count)
        for label, endpoint, count in tabs
    ]


def _of(thing: object, *names: str) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}
