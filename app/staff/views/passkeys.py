"""Passkeys: those in one's own profile, and signing in with one."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Response, jsonify
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import throttle
from app.accounts.factor_forms import SureForm
from app.accounts.factor_pages import sure
from app.audit import denied
from app.web.pages import flash_ok, flash_warn, page, see_other
from app.web.security import public
from tenants import db

from ..ceremony import MAKE, USE, options_for_making, options_for_use, take
from ..forms import PasskeyAnswerForm, PasskeyForm, PasskeyLabelForm, SignInForm
from ..guard import staff_required
from ..models import StaffMember
from ..passkeys import BadPasskey, Passkey, id_in
from ..roles import Permission
from .gate import bp, let_in, onward

PATH = "/verwaltung/profil/passkeys"


@bp.get("/anmelden/passkey/frage")
@public
def passkey_question() -> Response:
    """What the script hands to the browser; the challenge stays in this browser's session."""
    return jsonify(json.loads(options_for_use()))


@bp.post("/anmelden/passkey")
@public
def passkey_sign_in() -> Any:
    """Sign in by the answer of a passkey: it has asked its owner, so no code is asked for besides."""
    answer, challenge = PasskeyAnswerForm().answer.data, take(USE)
    throttle.check("staff-passkey", id_in(answer))
    try:
        member = _proved(answer, challenge)
    except BadPasskey:
        denied("staff.passkey_refused")
        throttle.failed("staff-passkey", id_in(answer))
        shown = SignInForm(formdata=None)
        shown.add_error(None, _("Das hat nicht geklappt. Bitte noch einmal, oder mit Adresse und Passwort."))
        return page("staff/sign_in.html", shown)
    throttle.succeeded("staff-passkey", id_in(answer))
    return let_in(member, onward())


@bp.get(PATH)
@staff_required(Permission.OFFICE_ENTER)
def passkeys() -> Any:
    """Those one has."""
    return page("staff/passkeys.html", keys=db.session.scalars(Passkey.of(current_user)).all())


@bp.route(f"{PATH}/neu", methods=["GET", "POST"])
@staff_required(Permission.OFFICE_ENTER)
def passkey_add() -> Any:
    """The script asks the browser to make one when the form is sent, and puts the answer in."""
    member, form = current_user._get_current_object(), PasskeyForm()
    if sure(member, form):
        challenge = take(MAKE)
        if challenge is None:
            flash_warn(_("Die Seite war zu lange offen. Bitte noch einmal."))
            return see_other(".passkey_add")
        try:
            Passkey.register(member, form.label.data, form.answer.data, challenge)
        except BadPasskey:
            form.add_error(None, _("Der Passkey wurde nicht angelegt. Bitte versuchen Sie es noch einmal."))
        else:
            flash_ok(_("Der Passkey ist angelegt. Mit ihm melden Sie sich ohne Passwort an."))
            return see_other(".passkeys")
    return page("staff/passkey_add.html", form, options=options_for_making(member))


@bp.route(f"{PATH}/<uuid:passkey_id>/umbenennen", methods=["GET", "POST"])
@staff_required(Permission.OFFICE_ENTER)
def passkey_rename(passkey_id: UUID) -> Any:
    if (key := _own(passkey_id)) is None:
        return see_other(".passkeys")
    form = PasskeyLabelForm(obj=key)
    if form.submitted_ok():
        key.rename(form.label.data)
        flash_ok(_("Der Passkey heißt jetzt „%(label)s“.", label=key.label))
        return see_other(".passkeys")
    return page("staff/passkey_rename.html", form, key=key)


@bp.route(f"{PATH}/<uuid:passkey_id>/entfernen", methods=["GET", "POST"])
@staff_required(Permission.OFFICE_ENTER)
def passkey_remove(passkey_id: UUID) -> Any:
    """Asks for the password; one that is gone is just as well."""
    if (key := _own(passkey_id)) is None:
        return see_other(".passkeys")
    member, form = current_user._get_current_object(), SureForm()
    if sure(member, form):
        key.remove(member)
        flash_ok(_("Der Passkey ist entfernt. Löschen Sie ihn auch auf dem Gerät, auf dem er liegt."))
        return see_other(".passkeys")
    return page("staff/passkey_remove.html", form, key=key)


def _own(passkey_id: UUID) -> Passkey | None:
    key = Passkey.find(passkey_id)
    return key if key is not None and key.staff_id == current_user.id else None


def _proved(answer: str, challenge: Any) -> StaffMember:
    """Who signs in: their row is held before the passkey's, as everywhere. Raises BadPasskey."""
    key = Passkey.named_in(answer) if challenge else None
    member = StaffMember.locked(key.staff_id) if key else None
    if member is None or not member.may_sign_in:
        raise BadPasskey
    key.prove(answer, challenge)
    return member
