"""The Postausgang: what was written to whom, and what became of it."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _l

from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.web.navigation import nav
from app.web.pages import page, paged

from ..models import OutgoingMail
from ..registry import find_mail
from .blueprint import bp

nav.add("Kommunikation", _l("Postausgang"), "mail.outbox", "send", Permission.MAIL_VIEW)
STATES = {
    "queued": _l("wartet"),
    "sending": _l("wird gesendet"),
    "sent": _l("gesendet"),
    "failed": _l("nicht zugestellt"),
    "expired": _l("Link abgelaufen, nicht gesendet"),
}


@bp.get("/postausgang")
@staff_required(Permission.MAIL_VIEW)
def outbox() -> Any:
    state = request.args.get("zustand", "")
    query = OutgoingMail.in_state(state) if state in STATES else OutgoingMail.newest_first()
    return page(
        "mailbox/outbox.html",
        mails=paged(query),
        state=state if state in STATES else "",
        states=STATES,
        stuck_since=OutgoingMail.stuck_since(),
    )


@bp.get("/postausgang/<uuid:mail_id>")
@staff_required(Permission.MAIL_VIEW)
def outgoing(mail_id: UUID) -> Any:
    mail = OutgoingMail.get(mail_id)
    kind = find_mail(mail.key)
    return page("mailbox/outgoing.html", mail=mail, kind=kind, states=STATES, text=_text_of(mail))


def _text_of(mail: OutgoingMail) -> str | None:
    """The plain text, unless it holds a personal link or is gone."""
    if mail.sensitive or mail.content is None:
        return None
    return message_from_bytes(mail.content, policy=policy.default).get_body(("plain",)).get_content()
