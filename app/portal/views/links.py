"""Pages behind links from mails: a person confirms its address, or agrees to the newsletter, signed in or not."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, session

from app.accounts import throttle, tokens
from app.accounts.tokens import Claim, DeadLink
from app.contacts.mails import CONFIRM_ADDRESS
from app.contacts.persons import Person
from app.newsletter.mails import CONFIRM_NEWSLETTER
from app.newsletter.subscription import Subscription
from app.newsletter.wording import consent_words
from app.web.locale import use_locale
from app.web.pages import page, see_other
from app.web.security import public

from ..consent_forms import ConfirmAddressForm, ConsentForm
from ..speech import KEPT, keep_speaking_to, speak_to

bp = Blueprint("links", __name__, url_prefix="/l")


@bp.route("/bestaetigen/<token>", methods=["GET", "POST"])
@public
def confirm_address(token: str) -> Response:
    """„Adresse bestätigen“. Opening the page changes nothing, however often; the button does it, once."""
    try:
        claim, person = _read(token, CONFIRM_ADDRESS)
        claim.require(*person.confirmation_state)
    except DeadLink as dead:
        return _dead_address(token, dead.claim)
    subscription = Subscription(person)
    if person.email_confirmed_at:
        if request.method == "POST":
            return see_other(".confirm_address", token=token)
        return page("portal/links/address_confirmed.html", person=person, newsletter=subscription.state)
    form = ConfirmAddressForm(consent_words(person), offered=subscription.offered and not subscription.given)
    if form.submitted_ok():
        person.confirm_address()
        if form.agrees:
            subscription.give("address_page", form.words)
        return see_other(".confirm_address", token=token)
    return page("portal/links/confirm_address.html", form, person=person)


@bp.post("/bestaetigen/<token>/neu")
@public
def new_confirmation(token: str) -> Response:
    """A fresh link instead of a dead one: to the stored address, if one was sent there before."""
    try:
        claim = tokens.read(token, CONFIRM_ADDRESS, kind="person")
    except DeadLink as dead:
        claim = dead.claim or abort(404)
    throttle.spend("address-link", str(claim.id))
    if person := Person.find_locked(claim.id):
        keep_speaking_to(person)
        if person.email and person.confirmation_sent_at and not person.shut_out:
            person.send_confirmation(by=person)
    return see_other(".confirmation_sent")


@bp.get("/bestaetigen/gesendet")
@public
def confirmation_sent() -> Response:
    if KEPT in session and "sprache" not in request.args:
        use_locale(*session[KEPT])
    return page("portal/links/confirmation_sent.html")


@bp.route("/newsletter/<token>", methods=["GET", "POST"])
@public
def confirm_newsletter(token: str) -> Response:
    """The words of consent and the button that agrees to them, for who asked for the newsletter."""
    try:
        claim, person = _read(token, CONFIRM_NEWSLETTER)
        subscription = Subscription(person)
        claim.require(*subscription.asked_state)
        if subscription.state.kind not in ("asked", "given") or not (subscription.given or subscription.offered):
            raise DeadLink("outdated", claim)
    except DeadLink as dead:
        if dead.claim is None:
            abort(404)
        return page("portal/links/dead_newsletter.html", status=410)
    form = ConsentForm(consent_words(person))
    if subscription.given:
        if request.method == "POST":
            return see_other(".confirm_newsletter", token=token)
        return page("portal/links/newsletter_confirmed.html", person=person)
    if form.submitted_ok():
        subscription.give("newsletter_link", form.words)
        return see_other(".confirm_newsletter", token=token)
    return page("portal/links/confirm_newsletter.html", form, person=person)


def _read(token: str, purpose: str) -> tuple[Claim, Person]:
    """What the link says and whom it is about, held when something may change; the page speaks to that person."""
    dead = None
    try:
        claim = tokens.read(token, purpose, kind="person")
    except DeadLink as error:
        if error.claim is None:
            raise
        claim, dead = error.claim, error
    person = (Person.find_locked if request.method == "POST" else Person.find)(claim.id)
    if person:
        speak_to(person)
    if dead or person is None or not person.email:
        raise dead or DeadLink("outdated", claim)
    return claim, person


def _dead_address(token: str, claim: Claim | None) -> Response:
    if claim is None:
        abort(404)
    person = Person.find(claim.id)
    confirmed = bool(person and person.email_confirmed_at)
    return page("portal/links/dead_confirmation.html", status=410, token=token, confirmed=confirmed)
