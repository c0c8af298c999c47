"""What the customer sees of a project."""

from __future__ import annotations

import uuid

from flask import request
from flask_babel import gettext as _

from app.files.opening import opened_by
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, see_other

from ..forms import INTERNAL, GlimpseForm, VisibilityForm
from ..models import Project
from .blueprint import bp


@bp.route("/projekte/<uuid:project_id>/sichtbarkeit", methods=["GET", "POST"])
@staff_required(Permission.PROJECTS_EDIT)
def visibility(project_id: uuid.UUID):
    """Show the project to the customer, or hide it again, after a look at what that means.

    The form says which of both: sent twice, or after a colleague did the same, it does not turn into the other.
    """
    project, form = Project.get(project_id), VisibilityForm()
    if form.submitted_ok():
        if request.form.get("visible"):
            project.show(keep_internal=form.earlier.data == INTERNAL)
            flash_ok(_("Das Projekt ist jetzt für den Kunden sichtbar."))
        else:
            project.hide()
            flash_ok(_("Das Projekt ist jetzt vor dem Kunden verborgen."))
        return see_other(".show", project_id=project.id)
    return page("projects/visibility.html", form, project=project, **opened_by(project))


@bp.post("/projekte/<uuid:project_id>/einblick")
@staff_required(Permission.PROJECTS_EDIT)
def glimpse(project_id: uuid.UUID):
    """Show the customer progress and team of a visible project, or not."""
    project, form = Project.get(project_id), GlimpseForm()
    if form.submitted_ok():
        project.update(progress_visible=form.progress_visible.data, team_visible=form.team_visible.data)
        flash_ok(_("Gespeichert."))
    return see_other(".show", project_id=project.id)
