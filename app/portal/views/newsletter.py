"""The newsletter as the customers' people see it: whether they get it, ordering it, cancelling it."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from flask_babel import gettext as _

from app.accounts import throttle
from app.contacts.persons import Person
from app.newsletter.section import SECTION
from app.newsletter.subscription import Subscription
from app.newsletter.wording import consent_words
from app.web.locale import show_email
from app.web.pages import flash_ok, page, see_other

from ..consent_forms import ConsentForm
from ..day import this_day
from ..guard import current_person, portal_required

bp = Blueprint("portal_newsletter", __name__, url_prefix="/kunden/newsletter")


@bp.get("")
@portal_required(SECTION)
def index() -> Response:
    return _page(ConsentForm(consent_words(current_person())))


@bp.post("/bestellen")
@portal_required(SECTION)
def order() -> Response:
    """Agree here and now when the address is confirmed; else by a link in a mail to it."""
    person = Person.find_locked(current_person().id) or abort(404)  # so that its address stays the one in the words
    form = ConsentForm(consent_words(person))
    if not form.submitted_ok():
        return _page(form)
    if person.email_confirmed_at:
        if Subscription(person).give("portal", form.words):
            flash_ok(_("Sie bekommen den Newsletter."))
        return see_other(".index")
    throttle.spend("newsletter-link", str(person.id))
    if Subscription(person).ask(how="", on=this_day()):
        flash_ok(_("Bitte bestätigen Sie noch: Der Link ist unterwegs zu %(email)s.", email=show_email(person.email)))
    return see_other(".index")


@bp.post("/abbestellen")
@portal_required(SECTION)
def cancel() -> Response:
    if Subscription(current_person()).withdraw():
        flash_ok(_("Sie bekommen den Newsletter nicht mehr."))
    return see_other(".index")


def _page(form: ConsentForm) -> Response:
    person = current_person()
    return page("portal/newsletter.html", form, person=person, state=Subscription(person).state)
