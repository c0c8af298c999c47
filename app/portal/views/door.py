"""The way into the portal: sign-in, „Passwort vergessen?“, and the page behind a link."""

from __future__ import annotations

from flask import Response, abort, redirect, request, session, url_for
from flask_babel import gettext as _

from app.accounts import forgotten, second_step, sessions, throttle, tokens
from app.accounts.addresses import address_key
from app.accounts.factor import WrongCode
from app.accounts.factor_forms import CodeForm, RecoveryForm
from app.accounts.tokens import Claim, DeadLink
from app.audit import denied
from app.contacts.mails import FORGOT_PASSWORD, SET_PASSWORD
from app.contacts.persons import Person, WeakPassword
from app.web.pages import flash_ok, flash_warn, page, see_other
from app.web.security import local_path, public

from ..blueprint import bp
from ..forms import ForgotForm, NewPasswordForm, SignInForm
from ..guard import CHOSEN, current_person
from ..speech import KEPT, keep_speaking_to, speak_to

ADDRESS = "portal_email"
"""In the browser's session: which address the sign-in page shows after a password was set."""


@bp.get("")
@public
def door() -> Response:
    """The portal without its stroke."""
    return redirect(url_for("portal.start"), 308)


@bp.route("/anmelden", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    """Sign in. One sentence and the same work for a wrong password, an unknown address and somebody locked out."""
    wanted = _wanted()
    if current_person() is not None:
        return redirect(wanted, 303)
    form = SignInForm(data={"email": session.get(ADDRESS)})
    if form.submitted_ok():
        account = address_key(form.email.data)
        throttle.check("person-sign-in", account)
        if person := Person.with_password(account, form.password.data):
            throttle.succeeded("person-sign-in", account)
            person.renew_hash(form.password.data)
            if person.second_factor:
                second_step.begin(person)
                return redirect(url_for("portal.sign_in_code", next=request.args.get("next")), 303)
            return _let_in(person, wanted)
        denied("person.sign_in_failed", address=account)
        throttle.failed("person-sign-in", account)
        form.add_error(None, _("E-Mail-Adresse oder Passwort stimmt nicht. Bitte prüfen Sie beides."))
    return page("portal/sign_in.html", form, next=None if wanted == "/kunden/" else wanted)


@bp.route("/anmelden/code", methods=["GET", "POST"])
@public
def sign_in_code() -> Response:
    """After the right password, for who has a second factor: a code of the app, or with `?wiederherstellung` another.

    Nobody is signed in before that; what has become of the password, the app or the access meanwhile counts.
    """
    person = second_step.waiting("person", Person.find_locked if request.method == "POST" else Person.find)
    if person is None or person.shut_out:
        second_step.end("person")
        flash_warn(_("Bitte melden Sie sich noch einmal mit Ihrem Passwort an."))
        return see_other("portal.sign_in", next=request.args.get("next"))
    speak_to(person)
    recovery = "wiederherstellung" in request.args
    form = RecoveryForm() if recovery else CodeForm()
    if form.submitted_ok():
        try:
            wrong_before = second_step.give(person, form.code.data)
        except WrongCode:
            denied("person.code_refused", person, actor=person)
            form.add_error("code", form.wrong)
        else:
            return _let_in(person, _wanted(), wrong_before, recovery)
    return page("portal/sign_in_code.html", form, person=person, recovery=recovery, next=request.args.get("next"))


def _wanted() -> str:
    return local_path(request.args.get("next"), default="/kunden/", within="/kunden/")


def _let_in(person: Person, wanted: str, wrong_before: int = 0, recovery: bool = False) -> Response:
    """Start the session of who has shown all that is asked for."""
    second_step.end("person")
    person.sign_in()
    sessions.start("person", person.id)
    for key in (ADDRESS, CHOSEN, KEPT):
        session.pop(key, None)
    second_step.tell(person, wrong_before, recovery)
    return redirect(wanted, 303)


@bp.route("/passwort-vergessen", methods=["GET", "POST"])
@public
def forgot() -> Response:
    """Ask for a link. The worker decides whether one is sent, so the answer never tells whether an address is known."""
    form = ForgotForm(data={"email": session.get(ADDRESS)})
    if form.submitted_ok():
        throttle.spend("person-forgot", address_key(form.email.data))
        forgotten.ask("person", form.email.data)
        return see_other("portal.link_sent")
    return page("portal/forgot.html", form)


@bp.get("/link-unterwegs")
@public
def link_sent() -> Response:
    return page("portal/link_sent.html")


@bp.route("/passwort/<token>", methods=["GET", "POST"])
@public
def set_password(token: str) -> Response:
    """The page behind a link. Opening it changes nothing, however often; the POST with the new password uses it up."""
    try:
        claim = read_link(token)
        person = living(claim, Person.find_locked if request.method == "POST" else Person.find)
    except DeadLink as dead:
        if dead.claim is None:
            abort(404)
        return dead_link(token, dead.claim)
    speak_to(person)
    form = NewPasswordForm()
    if form.submitted_ok():
        try:
            person.set_password(form.password.data, by=person)
        except WeakPassword as weak:
            form.add_error("password", weak.args[0])
        else:
            if current_person() is not None:
                sessions.end()
            throttle.trust("person-sign-in", person.email_key)
            session[ADDRESS] = person.email
            keep_speaking_to(person)
            flash_ok(_("Ihr Passwort ist festgelegt. Melden Sie sich jetzt damit an."))
            return see_other("portal.sign_in")
    return page("portal/set_password.html", form, person=person)


@bp.post("/passwort/<token>/neu")
@public
def new_link(token: str) -> Response:
    """„Neuen Link anfordern“: to the stored address, and the same answer whether anything is sent or not."""
    try:
        claim = read_link(token)
    except DeadLink as dead:
        claim = dead.claim or abort(404)
    throttle.spend("person-forgot", str(claim.id))
    person = Person.find(claim.id)
    forgotten.ask("person", (person and person.email) or str(claim.id))
    return see_other("portal.link_sent")


@bp.route("/<path:nowhere>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@public
def nowhere(nowhere: str) -> Response:
    """Any other address below /kunden/: 404, in the language of who is signed in."""
    abort(404)


def read_link(token: str) -> Claim:
    """What a link says, whichever of the two purposes it was sent for. Raises DeadLink."""
    try:
        return tokens.read(token, SET_PASSWORD, kind="person")
    except DeadLink as dead:
        if dead.claim is not None:
            raise
        return tokens.read(token, FORGOT_PASSWORD, kind="person")


def living(claim: Claim, find) -> Person:
    """The person whom the link may still give a password. Raises DeadLink("outdated")."""
    person = find(claim.id)
    if person is None or not person.may_receive_link or person.shut_out:
        raise DeadLink("outdated", claim)
    claim.require(*person.sealed_state)
    return person


def dead_link(token: str, claim: Claim) -> Response:
    """The page for a genuine link that opens nothing any more, in the words of the person it was sent to."""
    if person := Person.find(claim.id):
        speak_to(person)
    return page("portal/dead_link.html", status=410, token=token)
