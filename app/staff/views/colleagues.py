"""Mitarbeiter: who works here, in which role, and who may come in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import func, select

from app.accounts import sessions, throttle
from app.web.navigation import nav
from app.web.pages import flash_ok, page, paged, see_other
from tenants import db

from ..forms import InviteForm, RoleForm
from ..guard import refuse, staff_required
from ..models import AddressTaken, AlreadyJoined, LastOwner, StaffMember
from ..passkeys import Passkey
from ..roles import ALLOWED, Permission, Role
from ..steps import add_step

bp = Blueprint("colleagues", __name__, url_prefix="/verwaltung")

nav.add("Agentur", _l("Mitarbeiter"), "colleagues.index", "users-round", Permission.STAFF_MANAGE)


@bp.get("/mitarbeiter")
@staff_required(Permission.STAFF_MANAGE)
def index() -> Any:
    return page("staff/colleagues.html", colleagues=paged(StaffMember.everyone()))


@bp.route("/mitarbeiter/einladen", methods=["GET", "POST"])
@staff_required(Permission.STAFF_MANAGE)
def invite() -> Any:
    """„Mitarbeiter einladen“: a new row and a link by mail. The same form sent twice invites once."""
    form = InviteForm(current_user)
    if form.submitted_ok():
        try:
            member = StaffMember.join(
                id=form.id.data,
                first_name=form.first_name.data,
                last_name=form.last_name.data,
                email=form.email.data,
                role=Role(form.role.data),
                language=form.language.data,
            )
            member.invite(inviter=current_user.name)
            flash_ok(_("%(name)s ist eingeladen. Der Link gilt 48 Stunden.", name=member.name))
            return see_other(".index")
        except AlreadyJoined:
            return see_other(".index")
        except AddressTaken:
            form.add_error("email", _("Mit dieser Adresse arbeitet schon jemand bei Ihnen."))
    return page("staff/invite.html", form)


@bp.get("/mitarbeiter/<uuid:member_id>")
@staff_required(Permission.STAFF_MANAGE)
def show(member_id: UUID) -> Any:
    return _page_of(StaffMember.get(member_id))


@bp.post("/mitarbeiter/<uuid:member_id>/einladung")
@staff_required(Permission.STAFF_MANAGE)
def invite_again(member_id: UUID) -> Any:
    """Send a fresh link to somebody who has no password yet."""
    member = _manageable(member_id)
    if member.password_hash or member.deactivated_at:
        abort(409)
    throttle.spend("staff-invite", str(member.id))
    member.invite(inviter=current_user.name)
    flash_ok(_("Die Einladung an %(name)s ist erneut unterwegs. Der Link gilt 48 Stunden.", name=member.name))
    return see_other(".show", member_id=member.id)


@bp.post("/mitarbeiter/<uuid:member_id>/rolle")
@staff_required(Permission.STAFF_MANAGE)
def change_role(member_id: UUID) -> Any:
    """Another role. Only owners make owners, or take that from them."""
    member = _manageable(member_id)
    form = RoleForm(member, by=current_user)
    if form.submitted_ok():
        try:
            member.change_role(Role(form.role.data))
            flash_ok(_("%(name)s hat jetzt die Rolle „%(role)s“.", name=member.name, role=member.role_label))
            if not current_user.may(Permission.STAFF_MANAGE):
                return see_other("office.start")
            return see_other(".show", member_id=member.id)
        except LastOwner:
            form.add_error("role", last_owner())
    return _page_of(member, form)


@bp.route("/mitarbeiter/<uuid:member_id>/deaktivierung", methods=["GET", "POST"])
@staff_required(Permission.STAFF_MANAGE)
def deactivate(member_id: UUID) -> Any:
    """GET asks, POST shuts the door at once."""
    asked = request.method != "POST"
    member = _manageable(member_id, hold=not asked)
    if member.id == current_user.id:
        abort(409, _("Sich selbst können Sie nicht deaktivieren. Das kann nur ein Kollege."))
    if asked:
        return page("staff/deactivate.html", member=member)
    try:
        member.deactivate()
    except LastOwner:
        abort(409, last_owner())
    flash_ok(_("%(name)s ist deaktiviert und überall abgemeldet.", name=member.name))
    return see_other(".show", member_id=member.id)


@bp.post("/mitarbeiter/<uuid:member_id>/wiederzulassung")
@staff_required(Permission.STAFF_MANAGE)
def reactivate(member_id: UUID) -> Any:
    member = _manageable(member_id)
    member.reactivate()
    flash_ok(_("%(name)s kann sich wieder anmelden.", name=member.name))
    return see_other(".show", member_id=member.id)


@bp.post("/mitarbeiter/<uuid:member_id>/abmeldung")
@staff_required(Permission.STAFF_MANAGE)
def sign_out(member_id: UUID) -> Any:
    """End a colleague's sessions on every device."""
    member = _manageable(member_id)
    member.sign_out_everywhere()
    flash_ok(_("%(name)s ist überall abgemeldet.", name=member.name))
    return see_other(".show", member_id=member.id)


@bp.route("/mitarbeiter/<uuid:member_id>/zwei-faktor", methods=["GET", "POST"])
@staff_required(Permission.STAFF_MANAGE)
def reset_factor(member_id: UUID) -> Any:
    """For a colleague who lost the app: GET asks, POST takes the second factor away. One's own is in the profile."""
    asked = request.method != "POST"
    member = _manageable(member_id, hold=not asked)
    if member.id == current_user.id:
        abort(409, _("Ihre eigene Zwei-Faktor-Anmeldung schalten Sie in Ihrem Profil aus."))
    if asked:
        return page("staff/reset_factor.html", member=member)
    if member.reset_second_factor():
        flash_ok(_("%(name)s meldet sich jetzt wieder mit dem Passwort allein an.", name=member.name))
    return see_other(".show", member_id=member.id)


@bp.get("/rollen")
@staff_required(Permission.OFFICE_ENTER)
def roles() -> Any:
    """What each role may do, in words, from the one table."""
    return page("staff/roles.html", allowed={role: [p for p in Permission if p in ALLOWED[role]] for role in Role})


def last_owner() -> str:
    return _("Eine Agentur braucht einen Inhaber, der sich anmelden kann. Ernennen Sie zuerst einen anderen.")


def _manageable(member_id: UUID, hold: bool = True) -> StaffMember:
    """The colleague, held for the change; 404 for nobody, 403 for an owner whom this role may not touch."""
    member = StaffMember.locked(member_id) if hold else StaffMember.find(member_id)
    if member is None:
        abort(404)
    if not current_user.may_manage(member):
        refuse(member)
    return member


def _page_of(member: StaffMember, form: RoleForm | None = None) -> Any:
    return page(
        "staff/colleague.html",
        form or RoleForm(member, by=current_user),
        member=member,
        manageable=current_user.may_manage(member),
        devices=len(sessions.live_sessions("staff", member.id)),
        has_factor=member.second_factor is not None,
        passkeys=db.session.scalar(select(func.count()).where(Passkey.staff_id == member.id)),
    )


def _has_colleagues() -> bool:
    return db.session.scalar(select(func.count()).select_from(StaffMember)) > 1


add_step(
    30,
    _l("Einen Kollegen einladen"),
    _l("Er bekommt einen Link per E-Mail und gibt sich sein Passwort selbst."),
    "colleagues.invite",
    "user-plus",
    Permission.STAFF_MANAGE,
    done=_has_colleagues,
)
