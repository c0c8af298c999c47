"""Consent to the newsletter as staff see it: asking for it, withdrawing it, and the log as a proof."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from app.contacts.models import Contact
from app.contacts.origin import back_to, way_back
from app.files.names import disposition
from app.settings.day import today
from app.staff.guard import staff_required
from app.staff.models import StaffMember
from app.staff.roles import Permission
from app.web.assets import file_style
from app.web.locale import show_email
from app.web.pages import flash_ok, page, paged, see_other
from tenants import db, now

from .forms import AskForm, WithdrawForm
from .models import Consent
from .subscription import Subscription

bp = Blueprint("newsletter", __name__, url_prefix="/verwaltung/kunden/kontakte/<uuid:contact_id>")

ACTIONS = {"asked": _l("angefragt"), "given": _l("eingewilligt"), "withdrawn": _l("widerrufen")}
SOURCES = {
    "address_page": _l("Seite „E-Mail-Adresse bestätigen“, hinter dem Link einer E-Mail an diese Adresse"),
    "newsletter_link": _l("Seite „Newsletter bestätigen“, hinter dem Link einer E-Mail an diese Adresse"),
    "portal": _l("Kundenportal, angemeldet"),
    "staff": _l("Mitarbeiter"),
}


@bp.app_context_processor
def newsletter_context() -> dict[str, Any]:
    """For the card „Stand“, wherever a contact is shown: asked for only where it stands."""
    return {"newsletter_of": Subscription}


@bp.route("/newsletter/anfragen", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def ask(contact_id: uuid.UUID) -> Response:
    """Ask for consent by mail; only for who asked for the newsletter, so staff say how and when."""
    contact = Contact.get(contact_id)
    person, subscription = contact.person, Subscription(contact.person)
    if not person.email:
        abort(409, _("Ohne E-Mail-Adresse gibt es keinen Newsletter. Bitte tragen Sie zuerst eine ein."))
    if not subscription.offered:
        abort(409, _("Keine Gruppe des Kunden öffnet Newsletter."))
    form = AskForm(on=today())
    if form.submitted_ok():
        if subscription.ask(how=form.how.data, on=form.on.data, by=current_user, id=form.id.data):
            flash_ok(_("Die Anfrage ist unterwegs zu %(email)s.", email=show_email(person.email)))
        elif subscription.given:
            flash_ok(_("%(name)s hat schon eingewilligt.", name=person.name))
        return _back(contact)
    return page("newsletter/ask.html", form, contact=contact, person=person, back=way_back(contact))


@bp.route("/newsletter/abmelden", methods=["GET", "POST"])
@staff_required(Permission.CUSTOMERS_EDIT)
def withdraw(contact_id: uuid.UUID) -> Response:
    """Take consent back for somebody who said so."""
    contact = Contact.get(contact_id)
    form = WithdrawForm(on=today())
    if form.submitted_ok():
        if Subscription(contact.person).withdraw(how=form.how.data, on=form.on.data, by=current_user):
            flash_ok(_("%(name)s bekommt keinen Newsletter mehr.", name=contact.person.name))
        return _back(contact)
    return page("newsletter/withdraw.html", form, contact=contact, person=contact.person, back=way_back(contact))


@bp.get("/einwilligungen")
@staff_required(Permission.CUSTOMERS_VIEW)
def consents(contact_id: uuid.UUID) -> Response:
    """The whole log about one person, the latest first."""
    contact = Contact.get(contact_id)
    lines = paged(Consent.of(contact.person))
    return page("newsletter/consents.html", contact=contact, lines=lines, **_told(contact, lines.items))


@bp.get("/einwilligungen/nachweis")
@staff_required(Permission.CUSTOMERS_VIEW)
def proof(contact_id: uuid.UUID) -> Response:
    """All of it on one page, to print."""
    contact = Contact.get(contact_id)
    return page("newsletter/proof.html", contact=contact, **_proof(contact))


@bp.get("/einwilligungen/nachweis.html")
@staff_required(Permission.CUSTOMERS_VIEW)
def download(contact_id: uuid.UUID) -> Response:
    """The same page as a file that needs nothing else."""
    contact = Contact.get(contact_id)
    answer = page("newsletter/proof.html", style=file_style(), **_proof(contact))
    name = _("Newsletter-Nachweis %(name)s", name=contact.person.name)
    answer.headers["Content-Disposition"] = disposition(f"{name}.html")
    return answer


def _proof(contact: Contact) -> dict[str, Any]:
    lines = db.session.scalars(Consent.of(contact.person)).all()
    return {"lines": lines, "made_at": now(), **_told(contact, lines)}


def _told(contact: Contact, lines: list[Consent]) -> dict[str, Any]:
    """What the words of the program mean, and who of the staff it was."""
    ids = {line.staff_id for line in lines if line.staff_id}
    staff = db.session.scalars(select(StaffMember).where(StaffMember.id.in_(ids))).all() if ids else []
    return {
        "person": contact.person,
        "state": Subscription(contact.person).state,
        "actions": ACTIONS,
        "sources": SOURCES,
        "names": {member.id: member.name for member in staff},
    }


def _back(contact: Contact) -> Response:
    endpoint, values = back_to(contact)
    return see_other(endpoint, **values)
