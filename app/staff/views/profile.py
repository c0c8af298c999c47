"""„Mein Profil“ of the staff: name, password, and where one is signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import sessions, throttle
from app.accounts.passwords import verify_password
from app.web.locale import keep_language, use_locale
from app.web.pages import flash_ok, page, see_other

from ..forms import ChangePasswordForm, LanguageForm, NameForm, wrong_old_password
from ..guard import staff_required
from ..roles import Permission
from .gate import bp


@bp.get("/verwaltung/profil")
@staff_required(Permission.OFFICE_ENTER)
def profile() -> Any:
    """Everything about oneself."""
    return _profile()


@bp.post("/verwaltung/profil/name")
@staff_required(Permission.OFFICE_ENTER)
def rename() -> Any:
    form = NameForm()
    if form.submitted_ok():
        current_user.rename(form.first_name.data, form.last_name.data)
        flash_ok(_("Ihr Name ist gespeichert."))
        return see_other(".profile")
    return _profile(name=form)


@bp.post("/verwaltung/profil/sprache")
@staff_required(Permission.OFFICE_ENTER)
def speak() -> Any:
    """„Sprache“: the answer speaks it already."""
    form = LanguageForm()
    if form.submitted_ok():
        current_user.speak(form.language.data)
        use_locale(form.language.data)
        keep_language(form.language.data)
        flash_ok(_("Ihre Sprache ist gespeichert."))
        return see_other(".profile")
    return _profile(speech=form)


@bp.post("/verwaltung/profil/passwort")
@staff_required(Permission.OFFICE_ENTER)
def change_password() -> Any:
    """A new password, for somebody who knows the old one. All other devices are signed out."""
    form = ChangePasswordForm(current_user)
    if form.submitted_ok():
        throttle.check("staff-password", str(current_user.id))
        if verify_password(current_user.password_hash, form.old_password.data):
            throttle.succeeded("staff-password", str(current_user.id))
            member = current_user._get_current_object()
            member.set_password(form.password.data)
            sessions.start("staff", member.id)
            flash_ok(_("Ihr Passwort ist geändert. Auf allen anderen Geräten sind Sie jetzt abgemeldet."))
            return see_other(".profile")
        throttle.failed("staff-password", str(current_user.id))
        form.add_error("old_password", wrong_old_password())
    return _profile(password=form)


@bp.post("/verwaltung/profil/anmeldungen/<uuid:session_id>/ende")
@staff_required(Permission.OFFICE_ENTER)
def end_session(session_id: UUID) -> Any:
    """Sign out one other device; a session that is gone is just as well."""
    sessions.end_one("staff", current_user.id, session_id)
    flash_ok(_("Das Gerät ist abgemeldet."))
    return see_other(".profile")


@bp.post("/verwaltung/profil/abmeldung")
@staff_required(Permission.OFFICE_ENTER)
def sign_out_everywhere() -> Any:
    """End all sessions, this one too."""
    current_user.sign_out_everywhere()
    sessions.end()
    flash_ok(_("Sie sind auf allen Geräten abgemeldet."))
    return see_other("staff.sign_in")


def _profile(
    name: NameForm | None = None,
    password: ChangePasswordForm | None = None,
    speech: LanguageForm | None = None,
) -> Any:
    member = current_user._get_current_object()
    return page(
        "staff/profile.html",
        name or password or speech,
        name=name or NameForm(formdata=None, obj=member),
        password=password or ChangePasswordForm(member),
        speech=speech or LanguageForm(formdata=None, obj=member),
        sessions=sessions.live_sessions("staff", member.id),
        here=sessions.current(),
        factor=member.second_factor,
    )
