"""Pages for who is signed in to the portal."""

from __future__ import annotations

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from app.accounts import sessions, throttle
from app.contacts.persons import WeakPassword, WrongPassword
from app.contacts.registration import change_person
from app.web.pages import flash_ok, page, see_other
from app.web.security import local_path, public

from ..blueprint import bp
from ..day import hello, today
from ..forms import ChangePasswordForm, ProfileForm, SignInForm, SwitchForm
from ..guard import choose_contact, current_person, opened_sections, portal_contact, portal_required
from ..speech import keep_speaking_to, speak_to
from ..start import Start, start_of


@bp.get("/")
@public
def start() -> Response:
    """The start page; for who is not signed in, the sign-in form, because this is the address that customers know."""
    person = current_person()
    if person is None:
        return page("portal/sign_in.html", SignInForm(), next=None)
    contact, reached = portal_contact(), {section.key for section in opened_sections()}
    start = start_of(contact, reached, sessions.current().id) if contact else Start()
    return page("portal/start.html", hello=hello(person), today=today(), sections=opened_sections(), start=start)


@bp.post("/abmelden")
@portal_required()
def sign_out() -> Response:
    keep_speaking_to(current_person())
    sessions.end()
    flash_ok(_("Sie sind abgemeldet."))
    return see_other("portal.sign_in")


@bp.post("/kunde")
@portal_required()
def switch() -> Response:
    """Work at another customer, for persons who are contact at several; then on to what was wanted there."""
    form = SwitchForm()
    if not form.submitted_ok():
        abort(404)
    choose_contact(form.contact.data)
    wanted = local_path(request.args.get("next"), default=url_for("portal.start"), within="/kunden/")
    return redirect(wanted, 303)


@bp.route("/profil", methods=["GET", "POST"])
@portal_required()
def profile() -> Response:
    person = current_person()
    form = ProfileForm(obj=person)
    if form.submitted_ok():
        change_person(person, **form.data)
        speak_to(person)
        flash_ok(_("Ihre Angaben sind gespeichert."))
        return see_other("portal.profile")
    return page("portal/profile.html", form, person=person)


@bp.route("/profil/passwort", methods=["GET", "POST"])
@portal_required()
def change_password() -> Response:
    person = current_person()
    form = ChangePasswordForm()
    if form.submitted_ok():
        scope, account = "person-password", str(person.id)
        throttle.check(scope, account)
        person = type(person).find_locked(person.id) or abort(404)  # whoever revokes at this moment has the last word
        try:
            person.change_password(form.old_password.data, form.password.data)
        except WrongPassword:
            throttle.failed(scope, account)
            form.add_error("old_password", _("Das ist nicht Ihr bisheriges Passwort."))
        except WeakPassword as weak:
            form.add_error("password", weak.args[0])
        else:
            throttle.succeeded(scope, account)
            sessions.start("person", person.id)
            flash_ok(_("Ihr Passwort ist geändert. Auf anderen Geräten sind Sie abgemeldet."))
            return see_other("portal.profile")
    return page("portal/change_password.html", form, person=person)
