"""Einstellungen → Gruppen: Rubriken and groups, their order, and what each group opens."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import sections
from app.access.losing import losses
from app.access.opening import openings
from app.settings.entries import add
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.pages import flash_ok, page, see_other
from tenants import db

from .arranging import Arranged, NameTaken
from .forms import ALL, SOME, GroupForm, HeirForm, NewGroupForm, NewRubricForm, RubricForm, opened_words
from .models import Group, GroupMembership, Rubric
from .verbs import NotEmpty

bp = Blueprint("groups", __name__, url_prefix="/verwaltung/einstellungen/gruppen")
add(_l("Gruppen"), _l("In welche Gruppen Sie Kunden ordnen und was jede davon im Portal öffnet"), "groups.index",
    "folders", Permission.SETTINGS_EDIT)  # fmt: skip


@bp.get("")
@staff_required(Permission.SETTINGS_EDIT)
def index():
    """All Rubriken with their groups, how many customers each has and what it opens."""
    rubrics = _rubrics()
    return page("groups/index.html", rubrics=rubrics, openings=openings(rubrics), numbers=GroupMembership.numbers())


@bp.route("/rubriken/neu", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def create_rubric():
    form = NewRubricForm()
    if form.submitted_ok():
        try:
            rubric = Rubric.add(id=form.id.data, name=form.name.data)
        except NameTaken:
            _refuse_name(form)
        else:
            flash_ok(_("Die Rubrik ist angelegt."))
            return _back_to(rubric)
    return page("groups/create_rubric.html", form)


@bp.route("/rubriken/<uuid:rubric_id>", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def rename_rubric(rubric_id: uuid.UUID):
    rubric = Rubric.get(rubric_id)
    form = RubricForm(obj=rubric)
    if form.submitted_ok():
        try:
            rubric.rename(form.name.data)
        except NameTaken:
            _refuse_name(form)
        else:
            flash_ok(_("Gespeichert."))
            return _back_to(rubric)
    return page("groups/rename_rubric.html", form, rubric=rubric)


@bp.post("/rubriken/<uuid:rubric_id>/platz")
@staff_required(Permission.SETTINGS_EDIT)
def move_rubric(rubric_id: uuid.UUID):
    return _moved(Rubric.get(rubric_id))


@bp.route("/rubriken/<uuid:rubric_id>/entfernen", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def remove_rubric(rubric_id: uuid.UUID):
    """Delete a Rubrik; its groups move to another one first."""
    rubric = Rubric.get(rubric_id)
    others = [one for one in _rubrics() if one is not rubric]
    form = HeirForm()
    form.offer(others)
    if form.is_submitted() and (not rubric.groups or form.validate()):
        try:
            rubric.remove(heir=Rubric.get(form.rubric.data) if rubric.groups else None)
        except NameTaken:
            form.add_error("rubric", _("Dort gibt es schon eine Gruppe mit demselben Namen."))
        except NotEmpty:
            abort(409, _("In der Rubrik gibt es inzwischen wieder Gruppen. Bitte sehen Sie noch einmal nach."))
        else:
            flash_ok(_("Die Rubrik „%(name)s“ ist gelöscht.", name=rubric.name))
            return see_other(".index")
    return page("groups/remove_rubric.html", form, rubric=rubric, others=others)


@bp.route("/neu", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def create():
    """With `?rubrik=` that Rubrik is chosen at first."""
    form = NewGroupForm(rubric=request.args.get("rubrik"))
    form.offer(_rubrics(), sections)
    if form.submitted_ok():
        try:
            group = Group.find(form.id.data) or _made(form)
        except NameTaken:
            _refuse_name(form)
        else:
            return _back_to(group)
    return page("groups/create.html", form)


@bp.route("/<uuid:group_id>", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def edit(group_id: uuid.UUID):
    group = Group.get(group_id)
    known = {"name": group.name, "description": group.description, "preselected": group.preselected}
    opened = {"opens": ALL if group.opens_all else SOME, "sections": sorted(group.keys)}
    form = GroupForm(data=known | opened | {"rubric": str(group.rubric_id)})
    form.offer(_rubrics(), sections)
    if form.submitted_ok():
        try:
            group.update(rubric=Rubric.get(form.rubric.data), **form.values)
        except NameTaken:
            _refuse_name(form)
        else:
            form.open_what_is_ticked(group, known=request.form.get("known"))
            flash_ok(_("Gespeichert."))
            return _back_to(group)
    return page("groups/edit.html", form, group=group, known=request.form.get("known", opened_words(group)))


@bp.post("/<uuid:group_id>/platz")
@staff_required(Permission.SETTINGS_EDIT)
def move(group_id: uuid.UUID):
    return _moved(Group.get(group_id))


@bp.route("/<uuid:group_id>/entfernen", methods=["GET", "POST"])
@staff_required(Permission.SETTINGS_EDIT)
def remove(group_id: uuid.UUID):
    """Delete a group, after a look at who is in it and what they lose."""
    group = Group.get(group_id)
    if request.method == "POST":
        group.remove()
        flash_ok(_("Die Gruppe „%(name)s“ ist gelöscht.", name=group.name))
        return see_other(".index")
    return page("groups/remove.html", group=group, losses=losses(group))


def _made(form: NewGroupForm) -> Group:
    group = Group.add(id=form.id.data, rubric=Rubric.get(form.rubric.data), **form.values)
    form.open_what_is_ticked(group)
    flash_ok(_("Die Gruppe ist angelegt."))
    return group


def _moved(thing: Arranged):
    """Put it where the button says: counted from 0, so that the same button twice does what it does once."""
    place = request.form.get("platz", "")
    if not (place.isascii() and place.isdigit() and len(place) < 6):
        abort(422, _("Diesen Platz gibt es nicht."))
    thing.move_to(int(place))
    return _back_to(thing)


def _refuse_name(form: RubricForm | GroupForm) -> None:
    taken = _("In dieser Rubrik gibt es schon eine Gruppe mit diesem Namen.")
    form.add_error("name", _("Es gibt schon eine Rubrik mit diesem Namen.") if isinstance(form, RubricForm) else taken)


def _back_to(thing: Any):
    """The list, where this Rubrik or group stands in it."""
    return see_other(".index", _anchor=f"{thing.kind}-{thing.id}")


def _rubrics() -> Sequence[Rubric]:
    return db.session.scalars(Rubric.in_order()).all()
