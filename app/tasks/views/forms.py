"""Making and changing a task."""

from __future__ import annotations

import uuid
from typing import Any

from flask import jsonify, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.customers.models import Customer
from app.customers.picking import MOST
from app.projects.choices import DONE as PROJECT_DONE
from app.projects.models import Project
from app.staff.guard import staff_required
from app.staff.picking import colleagues
from app.staff.roles import Permission
from app.web.forms import STEP
from app.web.pages import flash_ok, page, see_other
from tenants import current_tenant, db

from ..forms import PLAIN, NewTaskForm, TaskForm
from ..models import Task
from .blueprint import bp, load


@bp.route("/neu", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def create():
    """With `?projekt=` project and customer stand fast, with `?kunde=` the customer."""
    step = STEP in request.form
    project = Project.get(request.args["projekt"]) if request.args.get("projekt") else None
    form = blank_form(project, anew=step)
    if not step and form.submitted_ok():
        try:
            with db.session.begin_nested():
                task = Task.find(form.id.data) or _made(form)
        except IntegrityError:
            if (task := Task.find(form.id.data)) is None:
                raise
        return see_other(".show", task_id=task.id)
    return page("tasks/create.html", form, status=422 if step else None, held=project is not None)


@bp.route("/<uuid:task_id>/bearbeiten", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def edit(task_id: uuid.UUID):
    task, step = load(task_id), STEP in request.form
    chosen = {"assignees": [str(member.id) for member in task.people], "project": str(task.project_id or "")}
    form = TaskForm(data={name: getattr(task, name) for name in (*PLAIN, "status")} | chosen)
    if task.customer is not None:
        form.hold_customer(task.customer)
    else:
        form.offer_customers(_("niemand, eine interne Aufgabe"))
    form.offer_projects(_projects(form.chosen_customer, task.project), anew=step)
    form.offer_staff(colleagues(task.people))
    if not step and form.submitted_ok():
        task.set_status(form.status.data)  # first, as it may have to wait for its turn: nothing is held meanwhile
        task.update(**form.values)
        task.assign(form.chosen_staff)
        flash_ok(_("Gespeichert."))
        return see_other(".show", task_id=task.id)
    return page("tasks/edit.html", form, status=422 if step else None, task=task)


@bp.get("/projekte")
@staff_required(Permission.PROJECTS_VIEW)
def projects():
    """The projects that a form offers once its customer is chosen (`?kunde=`)."""
    customer = Customer.find(request.args.get("kunde"))
    label = "{0.name}" if customer else "{0.name} – {0.customer.name}"
    offered = _projects(customer)
    return jsonify([{"value": str(project.id), "label": label.format(project)} for project in offered])


def blank_form(project: Project | None, anew: bool = False, **options: Any) -> NewTaskForm:
    """The form of a new task, in a project if there is one; `formdata=None` for one that is only shown."""
    form = NewTaskForm(visible=current_tenant().tasks_visible, **options)
    if project is not None:
        form.hold_project(project)
    elif wanted := request.args.get("kunde"):
        form.hold_customer(Customer.get(wanted))
        form.offer_projects(_projects(form.chosen_customer), anew)
    else:
        form.offer_customers(_("niemand, eine interne Aufgabe"))
        form.offer_projects(_projects(form.chosen_customer), anew)
    form.offer_staff(colleagues())
    return form


def _made(form: NewTaskForm) -> Task:
    values = form.values | {"status": form.status.data, "visible": form.visible.data}
    task = Task.add(id=form.id.data, assignees=form.chosen_staff, **values)
    flash_ok(_("Aufgabe angelegt."))
    return task


def _projects(customer: Customer | None, present: Project | None = None) -> list[Project]:
    """The projects that may be chosen: of this customer, or of all, that are not done; and the `present` one."""
    query = select(Project).where(Project.status != PROJECT_DONE).options(joinedload(Project.customer))
    if customer is not None:
        query = query.where(Project.customer_id == customer.id)
    found = list(db.session.scalars(query.order_by(Project.sort_key, Project.id).limit(MOST)))
    chosen = Project.find(request.form.get("project"))
    for one in (present, chosen):
        if one is not None and one not in found and customer in (None, one.customer):
            found.insert(0, one)
    return found
