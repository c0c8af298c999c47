"""Signing in and out, and the pages behind links for a password."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, session, url_for
from flask_babel import gettext as _

from app.accounts import forgotten, second_step, sessions, throttle
from app.accounts.addresses import address_key
from app.accounts.factor import WrongCode
from app.accounts.factor_forms import CodeForm, RecoveryForm
from app.accounts.tokens import DeadLink, read
from app.audit import denied
from app.web.locale import keep_language, language
from app.web.pages import flash_ok, flash_warn, page, see_other
from app.web.security import local_path, public

from .. import speech
from ..forms import WRONG_SIGN_IN, ForgotForm, NewPasswordForm, SignInForm
from ..guard import is_staff
from ..models import StaffMember

bp = Blueprint("staff", __name__)

ADDRESS = "staff_address"
"""Key in Flask's session: the address to fill into the sign-in form after a password was chosen."""


@bp.route("/anmelden", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    """The staff's sign-in; `next` only ever leads to a page of the staff of this agency."""
    form = SignInForm()
    if form.submitted_ok():
        address = address_key(form.email.data)
        throttle.check("staff-sign-in", address)
        member = StaffMember.with_password(address, form.password.data)
        if member is not None:
            throttle.succeeded("staff-sign-in", address)
            member.renew_hash(form.password.data)
            if member.second_factor:
                second_step.begin(member)
                return redirect(url_for(".sign_in_code", next=request.args.get("next")), 303)
            return let_in(member, onward())
        denied("staff.sign_in_failed", address=address)
        throttle.failed("staff-sign-in", address)
        form.add_error(None, WRONG_SIGN_IN)
    elif request.method == "GET":
        if is_staff():
            return redirect(onward(), 303)
        form.email.data = session.get(ADDRESS, "")
    return page("staff/sign_in.html", form)


@bp.route("/anmelden/code", methods=["GET", "POST"])
@public
def sign_in_code() -> Any:
    """After the right password, for who has a second factor: a code of the app, or with `?wiederherstellung` another.

    Nobody is signed in before that; what has become of the password, the app or the account meanwhile counts.
    """
    member = second_step.waiting("staff", StaffMember.locked if request.method == "POST" else StaffMember.find)
    if member is None:
        second_step.end("staff")
        flash_warn(_("Bitte melden Sie sich noch einmal mit Ihrem Passwort an."))
        return see_other(".sign_in", next=request.args.get("next"))
    recovery = "wiederherstellung" in request.args
    form = RecoveryForm() if recovery else CodeForm()
    if form.submitted_ok():
        try:
            wrong_before = second_step.give(member, form.code.data)
        except WrongCode:
            denied("staff.code_refused", member, actor=member)
            form.add_error("code", form.wrong)
        else:
            return let_in(member, onward(), wrong_before, recovery)
    return page("staff/sign_in_code.html", form, member=member, recovery=recovery, next=request.args.get("next"))


def onward() -> str:
    """Where the way in leads."""
    return local_path(request.args.get("next"), default=url_for("office.start"), within="/verwaltung/")


def let_in(member: StaffMember, target: str, wrong_before: int = 0, recovery: bool = False) -> Any:
    """Start the session of who has shown all that is asked for."""
    second_step.end("staff")
    member.signed_in()
    sessions.start("staff", member.id)
    session.pop(ADDRESS, None)
    speech.arrive(member)
    second_step.tell(member, wrong_before, recovery)
    return redirect(target, 303)


@bp.post("/abmelden")
@public
def sign_out() -> Any:
    """End the session of this browser; harmless for somebody who is not signed in."""
    sessions.end()
    flash_ok(_("Sie sind abgemeldet."))
    return see_other(".sign_in")


@bp.route("/passwort-vergessen", methods=["GET", "POST"])
@public
def forgot() -> Any:
    """Ask for a link; the answer is the same for every address."""
    form = ForgotForm()
    if form.submitted_ok():
        throttle.spend("staff-forgot", address_key(form.email.data))
        forgotten.ask("staff", form.email.data)
        return see_other(".link_sent")
    return page("staff/forgot.html", form)


@bp.get("/passwort-vergessen/gesendet")
@public
def link_sent() -> Any:
    """What is said after asking for a link, whoever asked."""
    return page("staff/link_sent.html")


@bp.route("/passwort/<token>", methods=["GET", "POST"])
@public
def new_password(token: str) -> Any:
    """Behind the link of „Passwort vergessen?“. Opening it changes nothing."""
    return _choose_password(token, "forgot-password")


@bp.route("/einladung/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> Any:
    """Behind the link of an invitation. Opening it changes nothing."""
    return _choose_password(token, "staff-invite")


@bp.post("/passwort/<token>/neu")
@public
def new_link(token: str) -> Any:
    """A fresh link instead of a dead one, always to the stored address."""
    return _fresh_link(token, "forgot-password")


@bp.post("/einladung/<token>/neu")
@public
def new_invitation(token: str) -> Any:
    """A fresh invitation instead of a dead one, always to the stored address."""
    return _fresh_link(token, "staff-invite")


def _choose_password(token: str, purpose: str) -> Any:
    try:
        member = _behind(token, purpose, lock=request.method == "POST")
    except DeadLink as dead:
        return page("staff/dead_link.html", status=410, token=token if dead.claim else None, purpose=purpose)
    speech.expect(member)
    form = NewPasswordForm(member)
    if form.submitted_ok():
        member.set_password(form.password.data)
        throttle.trust("staff-sign-in", member.email_key)
        session[ADDRESS] = member.email
        keep_language(language())
        flash_ok(_("Ihr Passwort ist gespeichert. Bitte melden Sie sich damit an."))
        return see_other(".sign_in")
    return page("staff/new_password.html", form, member=member, first=member.password_hash is None)


def _behind(token: str, purpose: str, lock: bool) -> StaffMember:
    """Whose link this is. `lock` holds the row to the end, so that a link is used once. Raises DeadLink."""
    claim = read(token, purpose, kind="staff")
    member = StaffMember.locked(claim.id) if lock else StaffMember.find(claim.id)
    if member is None or member.deactivated_at:
        raise DeadLink("outdated", claim)
    claim.require(*(member.invitation_state if purpose == "staff-invite" else member.forgot_state))
    return member


def _fresh_link(token: str, purpose: str) -> Any:
    try:
        claim = read(token, purpose, kind="staff")
    except DeadLink as dead:
        claim = dead.claim
    if claim is None:
        return see_other(".forgot")
    throttle.spend("staff-forgot", str(claim.id))
    if member := StaffMember.locked(claim.id):
        member.forgot_password()
    return see_other(".link_sent")
