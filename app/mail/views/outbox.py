"""The Postausgang: what was written to whom, and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from app.accounts import throttle
from app.contacts.models import Contact
from app.customers.models import Customer
from app.customers.tabs import add_tab
from app.groups.frame import frame_of
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.forms import CreateForm
from app.web.navigation import nav
from app.web.pages import flash_ok, flash_warn, page, paged, see_other
from tenants import db

from ..models import OutgoingMail
from ..parts import Parts, parts_of
from ..registry import find_mail
from ..resend import CannotResend, resend_on_request, resent_of, target_of
from ..trouble import failed_lately
from .blueprint import bp
from .finding import STATES, Asked, kinds, periods
from .frame import framed, with_frame

nav.add("Kommunikation", _l("Postausgang"), "mail.outbox", "send", Permission.MAIL_VIEW, failed_lately,
    _l("nicht zugestellt"))  # fmt: skip
add_tab(_l("E-Mails"), "mail.of_customer", Permission.MAIL_VIEW, 80)

MOST = 5000
"""Mails of a list beyond this number are not counted."""

RESENT = 60
"""Mails that one of the staff may send again, one by one, within a quarter of an hour."""


@bp.get("/postausgang")
@staff_required(Permission.MAIL_VIEW)
def outbox() -> Any:
    """Everything, or what is written to one contact (`?kontakt=`)."""
    return _list("mailbox/outbox.html", Asked.now())


@bp.get("/kunden/<uuid:customer_id>/e-mails")
@staff_required(Permission.MAIL_VIEW)
def of_customer(customer_id: UUID) -> Any:
    """The tab „E-Mails“ of a customer's record: what was written to its contacts."""
    customer = Customer.get(customer_id)
    return _list("customers/mails.html", Asked.now(customer), **frame_of(customer))


@bp.get("/postausgang/<uuid:mail_id>")
@staff_required(Permission.MAIL_VIEW)
def outgoing(mail_id: UUID) -> Any:
    return with_frame(_mail(OutgoingMail.get(mail_id), CreateForm()))


@bp.get("/postausgang/<uuid:mail_id>/ansicht")
@staff_required(Permission.MAIL_VIEW)
def view(mail_id: UUID) -> Any:
    """The mail as its reader sees it, for the frame on its page."""
    parts = _parts_of(OutgoingMail.get(mail_id))
    return framed(parts.page) if parts and parts.html else abort(404)


@bp.post("/postausgang/<uuid:mail_id>/wiederholung")
@staff_required(Permission.MAIL_RESEND)
def resend(mail_id: UUID) -> Any:
    """The same mail once more, to the present address."""
    throttle.pace("mail-resend", str(current_user.id), RESENT)
    mail, form = OutgoingMail.get_for_update(mail_id), CreateForm()
    if form.submitted_ok():
        try:
            again = resend_on_request(mail, form.id.data)
        except CannotResend as error:
            flash_warn(error.reason)
            return see_other(".outgoing", mail_id=mail.id)
        flash_ok(_("Die E-Mail geht noch einmal hinaus, an %(address)s.", address=again.recipient))
        return see_other(".outgoing", mail_id=again.id)
    return with_frame(_mail(mail, form))


def _list(template: str, looked_for: Asked, **context: Any) -> Any:
    mails = paged(looked_for.mails, most=MOST)
    choices = {"kinds": kinds(), "periods": periods(), "states": STATES}
    picking = looked_for.state == "failed" and current_user.may(Permission.MAIL_RESEND)
    again = resent_of(mails.items)
    return page(template, mails=mails, looked_for=looked_for, picking=picking, again=again, **choices, **context)


def _mail(mail: OutgoingMail, form: CreateForm) -> Any:
    target, obstacle = None, None
    try:
        target = target_of(mail)
    except CannotResend as error:
        obstacle = error.reason
    return page(
        "mailbox/outgoing.html",
        form,
        mail=mail,
        kind=find_mail(mail.key),
        states=STATES,
        parts=_parts_of(mail),
        target=target,
        obstacle=obstacle,
        again=resent_of([mail]).get(mail.id),
        before=OutgoingMail.find(mail.resent_from),
        record=_record_of(mail),
    )


def _parts_of(mail: OutgoingMail) -> Parts | None:
    """What is written in it. Personal links are never shown, and what is erased cannot be."""
    return None if mail.sensitive or mail.content is None else parts_of(mail.content)


def _record_of(mail: OutgoingMail) -> str | None:
    """Where the person stands whom the mail is about, if that is a contact still."""
    if mail.about_kind == "staff":
        allowed = current_user.may(Permission.STAFF_MANAGE)
        return url_for("colleagues.index") if allowed else None
    theirs = select(Contact.id).where(Contact.person_id == mail.about_id).order_by(Contact.primary.desc(), Contact.id)
    contact_id = db.session.scalar(theirs.limit(1)) if mail.about_kind == "person" else None
    return url_for("contacts.show", contact_id=contact_id) if contact_id else None
