"""A draft sent to who writes it, to be seen in a real mailbox."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tenants import Tenant, current_tenant_id, db, now, uuid7

from .message import clean_name
from .models import OutgoingMail
from .outbox import compose, queue
from .registry import Mail
from .sender import sender_for
from .wording import Variant, Wording

if TYPE_CHECKING:
    from app.staff.models import StaffMember

MARK = "[Test] "
"""What stands before the subject."""

MOST = 20
"""Test mails that one of the staff may send within an hour."""


class TooManyTrials(ValueError):
    """This member of the staff has sent enough of them for now."""


def send_trial(
    id: uuid.UUID, mail: Mail, variant: Variant, wording: Wording, values: Mapping[str, object], to: StaffMember
) -> OutgoingMail:
    """Queue the draft as the mail `id`, to the own address of one of the staff; asked for twice it is one mail.

    Also of a mail that is switched off. Raises WordingError when the draft cannot be rendered, TooManyTrials.
    """
    # who sends two at once takes turns, so that neither the id nor the limit is passed twice
    db.session.execute(select(Tenant.id).where(Tenant.id == current_tenant_id()).with_for_update(key_share=True))
    if there := OutgoingMail.find(id):
        if there.is_test:
            return there
        id = uuid7()
    lately = select(func.count()).select_from(OutgoingMail).where(
        OutgoingMail.is_test, OutgoingMail.about_id == to.id, OutgoingMail.queued_at > now() - timedelta(hours=1)
    )  # fmt: skip
    if (db.session.scalar(lately) or 0) >= MOST:
        raise TooManyTrials
    rendered = compose(mail, variant, values, wording)
    sender, reply_to, server_id = sender_for(mail)
    row = OutgoingMail(
        id=id, key=mail.key, about_kind="staff", about_id=to.id, recipient=to.email, recipient_name=clean_name(to.name),
        sender=sender.address, server_id=server_id, sensitive=False, queued_at=now(), urgent=True, is_test=True,
        attempts=0, unanswered=0,
    )  # fmt: skip
    queue(row, replace(rendered, subject=MARK + rendered.subject), sender, reply_to)
    return row
