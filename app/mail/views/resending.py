"""Sending many mails again that were not delivered: a page that asks, then it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.forms import Form
from app.web.pages import flash_ok, flash_warn, page, see_other
from tenants import db, now

from ..models import OutgoingMail
from ..resend import resend_all_failed, resend_each, unsettled
from .blueprint import bp

LATELY = timedelta(days=30)
MOST = 100
"""Mails that are ticked at once; a page of the list has fewer."""


@bp.route("/postausgang/erneut-senden", methods=["GET", "POST"])
@staff_required(Permission.MAIL_RESEND)
def resend_many() -> Any:
    """Those that are named (`?mail=`, again and again), or with `?alle=ja` all of the last 30 days."""
    form, everything, since = Form(), request.args.get("alle") == "ja", now() - LATELY
    ids = [] if everything else _asked_ids()
    number = _number(since) if everything else len(ids)
    if not number:
        flash_warn(
            _("Was in den letzten 30 Tagen nicht zugestellt wurde, ist schon erneut gesendet.")
            if everything
            else _("Es ist keine E-Mail ausgewählt, die erneut gesendet werden könnte.")
        )
        return see_other(".outbox", zustand="failed")
    if form.submitted_ok():
        _carry_out(since, ids, number)
        return see_other(".outbox", zustand="failed")
    action = f"{request.path}?{urlencode([(name, value) for name, value in request.args.items(multi=True)])}"
    return page("mailbox/resend_many.html", form, number=number, everything=everything, action=action)


def _carry_out(since: datetime, ids: list[UUID], number: int) -> None:
    if not ids:
        resend_all_failed(since)
        flash_ok(_("Die E-Mails gehen nach und nach hinaus. Bei jeder steht dann „erneut gesendet“."))
        return
    sent, reasons = resend_each(ids, noted=True)
    if sent:
        flash_ok(ngettext("%(num)d E-Mail wird erneut gesendet.", "%(num)d E-Mails werden erneut gesendet.", sent))
    for reason in sorted(set(reasons)):
        count = reasons.count(reason)
        flash_warn(
            ngettext(
                "%(num)d E-Mail wurde nicht erneut gesendet. %(why)s",
                "%(num)d E-Mails wurden nicht erneut gesendet. %(why)s",
                count,
                why=reason,
            )
        )
    if rest := number - sent - len(reasons):
        flash_warn(ngettext("%(num)d war schon erneut gesendet.", "%(num)d waren schon erneut gesendet.", rest))


def _number(since: datetime) -> int:
    ids = unsettled(since).order_by(None).with_only_columns(OutgoingMail.id).subquery()
    return db.session.scalar(select(func.count()).select_from(ids)) or 0


def _asked_ids() -> list[UUID]:
    found = []
    for text in request.args.getlist("mail")[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))
