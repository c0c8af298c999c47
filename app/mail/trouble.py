"""What the staff is told of mail on every page: that none leaves, and how many were not delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, g
from sqlalchemy import func, select

from tenants import db, now

from .models import OutgoingMail
from .resend import unsettled

STUCK_AFTER = timedelta(minutes=2)
"""How long an urgent mail may wait without a word from a server before staff are told that none leaves."""

BULK_STUCK_AFTER = timedelta(minutes=30)
"""The same for mails of which thousands may stand in line."""

LATELY = timedelta(days=7)
"""How long a failed mail that nobody sends again is counted beside „Postausgang“."""

MOST = 99
"""Failed mails beyond this number are not counted."""


@dataclass(frozen=True)
class Trouble:
    """Since when mails wait that no server was reached for (None: they leave as they should), and recent failures."""

    stuck_since: datetime | None
    failed: int


def trouble_now() -> Trouble:
    """How it stands with the current agency's mail. One query over a few entries of partial indexes, once a request."""
    if "mail_trouble" not in g:
        failed = unsettled(now() - LATELY).order_by(None).with_only_columns(OutgoingMail.id).limit(MOST).subquery()
        number = select(func.count()).select_from(failed).scalar_subquery()
        row = db.session.execute(select(number, _oldest(True, STUCK_AFTER), _oldest(False, BULK_STUCK_AFTER))).one()
        stuck = [moment for moment in row[1:] if moment]
        g.mail_trouble = Trouble(min(stuck, default=None), row[0])
    return g.mail_trouble


def stuck_since() -> datetime | None:
    """Since when the agency's mails wait that no server was reached for; None while they leave as they should."""
    return trouble_now().stuck_since


def failed_lately() -> int:
    """Mails of the last days that were not delivered and not sent again, at most 99."""
    return trouble_now().failed


def _oldest(urgent: bool, patience: timedelta):
    """When the oldest mail was queued that waits longer and of which no server has said anything."""
    waiting = OutgoingMail.in_state("queued").where(OutgoingMail.reply.is_(None))
    waiting = waiting.where(OutgoingMail.urgent if urgent else ~OutgoingMail.urgent)
    waiting = waiting.where(OutgoingMail.queued_at < now() - patience)
    oldest = waiting.order_by(None).order_by(OutgoingMail.id).limit(1)
    return oldest.with_only_columns(OutgoingMail.queued_at).scalar_subquery()


def init_app(app: Flask) -> None:
    app.jinja_env.globals["mail_trouble"] = trouble_now
