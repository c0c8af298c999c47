"""What staff see of mail: the Postausgang, and which mails are sent at all."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.audit import register_verbs
from app.staff.guard import staff_required
from app.staff.roles import Permission
from app.staff.steps import add_step
from app.web.navigation import nav
from app.web.pages import flash_ok, page, paged, see_other

from .models import MailSwitch, OutgoingMail
from .registry import AREAS, Mail, all_mails, find_mail

bp = Blueprint("mail", __name__, url_prefix="/verwaltung")
nav.add("Kommunikation", _l("Postausgang"), "mail.outbox", "send", Permission.MAIL_VIEW)
add_step(
    40,
    _l("Die E-Mails ansehen, die Ihre Kunden bekommen"),
    _l("Was Sie nicht verschicken wollen, schalten Sie ab."),
    "mail.templates",
    "mail",
    Permission.TEMPLATES_EDIT,
)

STATES = {
    "queued": _l("wartet"),
    "sending": _l("wird gesendet"),
    "sent": _l("gesendet"),
    "failed": _l("nicht zugestellt"),
    "expired": _l("Link abgelaufen, nicht gesendet"),
}

register_verbs(
    {
        "mail.switched_off": _l("{actor} hat die E-Mail „{mail}“ abgeschaltet."),
        "mail.switched_on": _l("{actor} hat die E-Mail „{mail}“ wieder eingeschaltet."),
    }
)


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


@bp.get("/einstellungen/e-mail-templates")
@staff_required(Permission.TEMPLATES_EDIT)
def templates() -> Any:
    """The agency's mails by area, each with what occasions it and its switch."""
    mails = [mail for mail in all_mails() if mail.audience != "apex"]
    areas = [(label, [mail for mail in mails if mail.area == key]) for key, label in AREAS.items()]
    return page("mailbox/templates.html", areas=[area for area in areas if area[1]], off=MailSwitch.off())


@bp.post("/einstellungen/e-mail-templates/<key>/abschaltung")
@staff_required(Permission.TEMPLATES_EDIT)
def switch_off(key: str) -> Any:
    """From now on this mail is not sent."""
    mail = _switchable(key)
    MailSwitch.switch_off(mail)
    flash_ok(_("„%(mail)s“ ist abgeschaltet und wird nicht mehr verschickt.", mail=mail.label))
    return see_other(".templates")


@bp.post("/einstellungen/e-mail-templates/<key>/einschaltung")
@staff_required(Permission.TEMPLATES_EDIT)
def switch_on(key: str) -> Any:
    """From now on this mail is sent again."""
    mail = _switchable(key)
    MailSwitch.switch_on(mail)
    flash_ok(_("„%(mail)s“ ist eingeschaltet.", mail=mail.label))
    return see_other(".templates")


def _switchable(key: str) -> Mail:
    mail = find_mail(key)
    if mail is None or not mail.can_switch_off:
        abort(404)
    return mail


def _text_of(mail: OutgoingMail) -> str | None:
    """The plain text, unless it holds a personal link or is gone."""
    if mail.sensitive or mail.content is None:
        return None
    return message_from_bytes(mail.content, policy=policy.default).get_body(("plain",)).get_content()
