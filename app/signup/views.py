"""The product's own pages, signing up, and the page that makes an agency out of a sign-up."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request, session, url_for
from flask_babel import gettext as _

from app.accounts import sessions, throttle
from app.accounts.addresses import address_key
from app.accounts.tokens import DeadLink, read
from app.staff.guard import is_staff
from app.staff.models import StaffMember
from app.web.doors import apex_only, apex_too
from app.web.locale import keep_language, language, staff_language, suggest_language
from app.web.pages import flash_ok, page, see_other
from app.web.security import public
from tenants import agency_host, is_apex, pending_ok, request_tenant

from . import agency, names
from .agency import Signup, SlugTaken
from .forms import ConfirmForm, LookupForm, SignupForm
from .models import AgencyLookup

bp = Blueprint("signup", __name__)

ADDRESS = "signup_address"
"""Key in Flask's session at the apex: where the mail of the latest sign-up of this browser went."""


@bp.get("/")
@apex_too
@public
def front_door() -> Any:
    """The apex: what Kontor is. An agency: the staff's start page, or the sign-in."""
    if is_apex():
        return page("signup/landing.html")
    return see_other("office.start" if is_staff() else "staff.sign_in")


@bp.route("/agentur-anlegen", methods=["GET", "POST"])
@apex_only
@public
def new() -> Any:
    """„Agentur anlegen“. The answer is the same whether or not the address is known elsewhere."""
    form = SignupForm()
    if form.submitted_ok():
        throttle.spend("sign-up", address_key(form.email.data))
        try:
            Signup(
                agency_name=form.agency_name.data,
                slug=form.slug.data,
                first_name=form.first_name.data,
                last_name=form.last_name.data,
                email=form.email.data,
                password=form.password.data,
                language=staff_language(language()),
            ).run()
            session[ADDRESS] = form.email.data
            return see_other(".confirmation_sent")
        except SlugTaken:
            form.add_error("slug", names.taken())
    return page("signup/new.html", form)


@bp.get("/agentur-anlegen/gesendet")
@apex_only
@public
def confirmation_sent() -> Any:
    """What comes next after signing up. No link to the agency: it opens with the link in the mail.

    The address stands there so that whoever mistyped it sees it; in the session, for addresses end up in logs.
    """
    return page("signup/confirmation_sent.html", address=session.get(ADDRESS))


@bp.get("/agentur-anlegen/subdomain")
@apex_only
@public
def subdomain() -> Any:
    """Says while typing whether a subdomain is free: {"free": …, "message": …}. The form decides, this only hints."""
    slug = names.slug_from(request.args.get("name", "")[:100])
    problem = names.problem_with(slug) or (None if names.is_free(slug) else names.taken())
    return jsonify(free=not problem, message=str(problem or _("%(host)s ist frei.", host=agency_host(slug))))


@bp.route("/zu-meiner-agentur", methods=["GET", "POST"])
@apex_only
@public
def lookup() -> Any:
    """„Zu meiner Agentur“: the list comes by mail, the answer here is the same for every address."""
    form = LookupForm()
    if form.submitted_ok():
        throttle.spend("agency-lookup", address_key(form.email.data))
        AgencyLookup.ask(form.email.data)
        return see_other(".lookup_sent")
    return page("signup/lookup.html", form)


@bp.get("/zu-meiner-agentur/gesendet")
@apex_only
@public
def lookup_sent() -> Any:
    return page("signup/lookup_sent.html")


@bp.route("/l/agentur/<token>", methods=["GET", "POST"])
@pending_ok
@public
def confirm(token: str) -> Any:
    """Behind the link of the mail, at the agency's own host: the password chosen at sign-up confirms and signs in."""
    try:
        owner = agency.owner_behind(token, lock=request.method == "POST")
    except DeadLink as dead:
        return _dead(token, dead)
    suggest_language(owner.language)
    form = ConfirmForm()
    if form.submitted_ok():
        throttle.check("staff-sign-in", owner.email_key)
        if agency.confirm(owner, form.password.data):
            throttle.succeeded("staff-sign-in", owner.email_key)
            owner.signed_in()
            sessions.start("staff", owner.id)
            keep_language(owner.language)
            flash_ok(_("Willkommen bei Kontor. Ihre Agentur ist bestätigt."))
            return see_other("office.start")
        throttle.failed("staff-sign-in", owner.email_key)
        form.add_error("password", _("Das ist nicht das Passwort, das Sie beim Anlegen gewählt haben."))
    return page("signup/confirm.html", form, owner=owner)


@bp.post("/l/agentur/<token>/neu")
@pending_ok
@public
def new_link(token: str) -> Any:
    """A fresh link instead of a dead one, to the stored address, as long as the agency waits for it."""
    try:
        claim = read(token, agency.PURPOSE, kind="staff")
    except DeadLink as dead:
        claim = dead.claim
    if claim is not None and request_tenant().pending:
        throttle.spend("agency-link", str(claim.id))
        if owner := StaffMember.locked(claim.id):
            agency.send_confirmation(owner)
    return see_other(".link_sent")


@bp.get("/l/agentur/gesendet")
@pending_ok
@public
def link_sent() -> Any:
    return page("signup/link_sent.html")


def _dead(token: str, dead: DeadLink) -> Any:
    waiting = request_tenant().pending
    return page(
        "signup/dead_link.html",
        status=410,
        waiting=waiting,
        fresh=url_for(".new_link", token=token) if waiting and dead.claim else None,
    )
