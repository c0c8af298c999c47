"""Another e-mail address: asked for in the profile with the password, taken by a link mailed to it.

Nothing here depends on whether somebody else has the address: the answer is the same, and no link is sent then.
"""

from __future__ import annotations

from flask import Response, abort, request, session
from flask_babel import gettext as _

from app.accounts import sessions, throttle, tokens
from app.accounts.tokens import Claim, DeadLink
from app.contacts.new_address import NEW_ADDRESS
from app.contacts.persons import AddressTaken, Person, WrongPassword
from app.web.locale import show_email
from app.web.pages import flash_ok, page, see_other
from app.web.security import public

from ..blueprint import bp
from ..forms import NewAddressForm
from ..guard import current_person, portal_required
from ..speech import keep_speaking_to, speak_to
from .door import ADDRESS
from .links import bp as links


@bp.route("/profil/email", methods=["GET", "POST"])
@portal_required()
def change_address() -> Response:
    """Ask for another address, with the password: the link goes there, and until it is followed nothing changes."""
    person = Person.find_locked(current_person().id) if request.method == "POST" else current_person()
    form = NewAddressForm(person or abort(404))
    if form.submitted_ok():
        scope, account = "person-password", str(person.id)
        throttle.check(scope, account)
        try:
            person.want_address(form.email.data, form.old_password.data)
        except WrongPassword:
            throttle.failed(scope, account)
            form.add_error("old_password", _("Das ist nicht Ihr Passwort."))
        else:
            throttle.succeeded(scope, account)
            throttle.spend("new-address", account)
            flash_ok(_("Der Link ist unterwegs zu %(email)s.", email=show_email(form.email.data)))
            return see_other("portal.profile")
    return page("portal/change_address.html", form, person=person)


@links.route("/neue-adresse/<token>", methods=["GET", "POST"])
@public
def take_address(token: str) -> Response:
    """„Neue Adresse bestätigen“. Opening the page changes nothing, however often; the button does it, once."""
    posted = request.method == "POST"
    try:
        person = _wishing(tokens.read(token, NEW_ADDRESS, kind="person"), posted)
        if posted:
            return _take(person)
    except DeadLink as dead:
        return _dead(dead.claim or abort(404))
    except AddressTaken:
        return page("portal/links/dead_new_address.html", status=410)
    return page("portal/links/new_address.html", person=person)


def _wishing(claim: Claim, posted: bool) -> Person:
    """Who asked for the address, held when it is taken; the page speaks to that person. Raises DeadLink."""
    person = (Person.find_locked if posted else Person.find)(claim.id)
    if person is None or not person.may_take_address:
        raise DeadLink("outdated", claim)
    claim.require(*person.wanted_state)
    speak_to(person)
    return person


def _take(person: Person) -> Response:
    """All other devices are signed out; this one stays where it is."""
    own = sessions.of_browser("person")
    here = own.id if own and own.user_id == person.id and own.impersonation_id is None else None
    person.take_wanted_address(keep=here)
    if here:
        flash_ok(_("Ihre E-Mail-Adresse ist geändert. Auf anderen Geräten sind Sie abgemeldet."))
        return see_other("portal.profile")
    session[ADDRESS] = person.email
    keep_speaking_to(person)
    flash_ok(_("Ihre E-Mail-Adresse ist geändert. Melden Sie sich jetzt mit der neuen an."))
    return see_other("portal.sign_in")


def _dead(claim: Claim) -> Response:
    if person := Person.find(claim.id):
        speak_to(person)
    return page("portal/links/dead_new_address.html", status=410)
