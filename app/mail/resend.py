"""Sending a mail once more because staff ask for it: a new mail of the same contents, to the present address."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from app.audit import record, register_verbs
from app.jobs import BULK, job
from tenants import db, now, uuid7

from .delivery import hand_over
from .message import Party, UnsafeMessage, UnusableAddress, ascii_address, build, clean_name
from .models import OutgoingMail
from .outbox import is_active
from .parts import parts_of
from .registry import find_mail
from .sender import sender_for

BATCH = 100
"""Mails that one transaction sends again."""

register_verbs(
    {
        "mail.resent": _l("{actor} hat die E-Mail „{mail}“ an {to} erneut gesendet."),
        "mail.failed_resent": _l("{actor} hat alle nicht zugestellten E-Mails erneut gesendet."),
    }
)


class CannotResend(ValueError):
    """`reason` says why, in a sentence for staff."""

    def __init__(self, reason: Any) -> None:
        super().__init__(str(reason))
        self.reason = reason


_addresses: dict[str, Callable[[OutgoingMail], Party]] = {}


def present_address(kind: str) -> Callable[[Callable[[OutgoingMail], Party]], Callable[[OutgoingMail], Party]]:
    """Register who says where a mail about a "person" or "staff" goes today; it raises CannotResend for nowhere."""

    def register(find: Callable[[OutgoingMail], Party]) -> Callable[[OutgoingMail], Party]:
        _addresses[kind] = find
        return find

    return register


def target_of(mail: OutgoingMail) -> Party:
    """Where the mail would go if it was sent again now. Raises CannotResend."""
    kind = find_mail(mail.key)
    if not mail.ended:
        raise CannotResend(_("Diese E-Mail wartet noch auf ihren Versand."))
    if mail.is_test:
        raise CannotResend(_("Eine Test-E-Mail wird nicht erneut gesendet. Senden Sie einfach eine neue."))
    if mail.sensitive:
        raise CannotResend(
            _(
                "Was einen persönlichen Link enthielt, wird nicht noch einmal gesendet. Schicken Sie stattdessen einen "
                "neuen Link."
            )
        )
    if mail.content is None or kind is None:
        raise CannotResend(_("Der Text dieser E-Mail ist nicht mehr vorhanden."))
    if mail.expires_at and mail.expires_at <= now():
        raise CannotResend(_("Der Link in dieser E-Mail ist abgelaufen."))
    if not is_active(mail.key):
        raise CannotResend(_("„%(mail)s“ ist in den E-Mail-Templates abgeschaltet.", mail=kind.label))
    find = _addresses.get(mail.about_kind or "")
    party = find(mail) if find else Party(mail.recipient, mail.recipient_name)
    try:
        return Party(ascii_address(party.address), clean_name(party.name))
    except UnusableAddress:
        raise CannotResend(_("An diese Adresse lässt sich keine E-Mail schicken.")) from None


def resend(mail: OutgoingMail, id: uuid.UUID, *, urgent: bool = True) -> OutgoingMail:
    """Queue the same contents anew, as the mail `id`, to the present address. Raises CannotResend."""
    party = target_of(mail)
    kind = find_mail(mail.key)
    sender, reply_to, server_id = sender_for(kind)
    new = OutgoingMail(
        id=id, key=mail.key, about_kind=mail.about_kind, about_id=mail.about_id, recipient=party.address,
        recipient_name=party.name, subject=mail.subject, sender=sender.address, server_id=server_id,
        sensitive=mail.sensitive, queued_at=now(), expires_at=mail.expires_at, urgent=urgent, is_test=False,
        resent_from=mail.id, attempts=0, unanswered=0,
    )  # fmt: skip
    new.message_id = f"<{new.id}@{new.sender.rpartition('@')[2]}>"
    parts = parts_of(mail.content)
    try:
        new.content = build(
            sender=sender, reply_to=reply_to, to=party, subject=mail.subject, text=parts.text, html=parts.html,
            message_id=new.message_id, date=new.queued_at, logo=parts.logo,
        )  # fmt: skip
    except (UnsafeMessage, UnusableAddress) as error:
        raise CannotResend(_("Diese E-Mail ließ sich nicht fehlerfrei zusammenstellen.")) from error
    db.session.add(new)
    hand_over(new)
    return new


def resend_on_request(mail: OutgoingMail, id: uuid.UUID) -> OutgoingMail:
    """The same for one mail, written down in the log; asked for twice with one id, it is one mail."""
    if there := OutgoingMail.find(id):
        if there.resent_from == mail.id:
            return there
        id = uuid7()
    new = resend(mail, id)
    _note(mail, new)
    return new


def unsettled(since: datetime | None = None) -> Select[tuple[OutgoingMail]]:
    """Failed mails that nobody has sent again, newest first, queued at `since` or later."""
    again = aliased(OutgoingMail)
    query = OutgoingMail.in_state("failed").where(~exists().where(again.resent_from == OutgoingMail.id))
    return query.where(OutgoingMail.queued_at >= since) if since else query


def resent_of(mails: list[OutgoingMail]) -> dict[uuid.UUID, uuid.UUID]:
    """Which of these mails were sent again, and as which one last. One query."""
    ids = [mail.id for mail in mails]
    query = select(OutgoingMail.resent_from, OutgoingMail.id).where(OutgoingMail.resent_from.in_(ids))
    return dict(db.session.execute(query.order_by(OutgoingMail.id)).all())


def resend_each(ids: list[uuid.UUID], *, noted: bool = False) -> tuple[int, list[str]]:
    """Send those of these failed mails again that nobody has sent again yet; `noted`: write each down in the log.

    Each row is held, so that two who press the button send one mail: who waited for the other sees what that sent when
    asking again. Returns how many went, and for each that cannot the reason.
    """
    held = unsettled().where(OutgoingMail.id.in_(ids)).order_by(None).order_by(OutgoingMail.id)
    sent, reasons = 0, []
    mails = list(db.session.scalars(held.with_for_update(of=OutgoingMail)))
    settled = resent_of(mails)
    for mail in mails:
        if mail.id in settled:
            continue
        try:
            if mail.refused_recipient and target_of(mail).address.casefold() == mail.recipient_key:
                raise CannotResend(_("Die Adresse nimmt keine E-Mails an und wurde seitdem nicht geändert."))
            new = resend(mail, uuid7(), urgent=False)
        except CannotResend as error:
            reasons.append(str(error.reason))
        else:
            sent += 1
            if noted:
                _note(mail, new)
    return sent, reasons


@job("mail.resend_failed", queue=BULK)
def resend_failed(since: str, until: str) -> None:
    """A batch of those queued in this time that were not delivered, the newest first, then the next batch."""
    within = unsettled(datetime.fromisoformat(since)).where(OutgoingMail.id < uuid.UUID(until))
    ids = list(db.session.scalars(within.with_only_columns(OutgoingMail.id).limit(BATCH)))
    with force_locale("de"):
        resend_each(ids)
    if len(ids) == BATCH:
        resend_failed.defer(since=since, until=str(ids[-1]))


def resend_all_failed(since: datetime) -> None:
    """Have all of them sent again that failed since then, in batches, and write that down."""
    resend_failed.defer(since=since.isoformat(), until=str(uuid7()))
    record("mail.failed_resent", since=since.isoformat())


def _note(mail: OutgoingMail, new: OutgoingMail) -> None:
    record("mail.resent", mail=str(find_mail(mail.key).label), to=new.recipient_name or new.recipient, mail_id=mail.id)
