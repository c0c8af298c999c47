"""„Eigenes Passwort wählen“: all that the portal shows to who was given a password that is not to stay."""

from __future__ import annotations

from flask import Response, abort, redirect, request
from flask_babel import gettext as _

from app.accounts import sessions, throttle
from app.contacts.persons import WeakPassword, WrongPassword
from app.web.pages import flash_ok, page
from app.web.security import local_path

from ..blueprint import bp
from ..forms import ChangePasswordForm
from ..guard import current_person, portal_required


@bp.route("/eigenes-passwort", methods=["GET", "POST"])
@portal_required()
def own_password() -> Response:
    """Choose one instead of the one that staff chose, then on to what was wanted; other sessions end."""
    person = current_person()
    wanted = local_path(request.args.get("next"), default="/kunden/", within="/kunden/")
    if not person.must_change_password:
        return redirect(wanted, 303)
    form = ChangePasswordForm()
    if form.submitted_ok():
        scope, account = "person-password", str(person.id)
        throttle.check(scope, account)
        person = type(person).find_locked(person.id) or abort(404)
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
            flash_ok(_("Ab jetzt melden Sie sich mit Ihrem eigenen Passwort an."))
            return redirect(wanted, 303)
    return page("portal/own_password.html", form, person=person)
