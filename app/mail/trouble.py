"""What the staff is told of mail on every page: that none leaves, and how many were not delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, g
from sqlalchemy import func, select

from tenants import db, now

from .models import OutgoingMail
from .resend import unsettled
from .servers import MailServer

STUCK_AFTER = timedelta(minutes=2)
"""How long an urgent mail may wait without a word from a server before staff are told that none leaves."""

BULK_STUCK_AFTER = timedelta(minutes=30)
"""The same for mails of which thousands may stand in line; while others leave, the line moves."""

LATELY = timedelta(days=7)
"""How long a failed mail that nobody sends again is counted beside „Postausgang“."""

MOST = 99
"""Failed mails beyond this number are not counted."""


@dataclass(frozen=True)
class Trouble:
    """Since when mails wait that no server was reached for (None: they leave as they should), and recent failures.

    `own_server` says in German why the agency's own server takes no mail, and `own_server_at` since when.
    """

    failed: int
    stuck_since: datetime | None
    own_server: str | None
    own_server_at: datetime | None


def trouble_now() -> Trouble:
    """How it stands with the current agency's mail: one query of a few index entries, once a request."""
    if "mail_trouble" not in g:
        failed = unsettled(now() - LATELY).order_by(None).with_only_columns(OutgoingMail.id).limit(MOST).subquery()
        own = MailServer.in_trouble()
        number = select(func.count()).select_from(failed).scalar_subquery()
        row = db.session.execute(
            select(
                number,
                _oldest(OutgoingMail.urgent, STUCK_AFTER),
                _oldest(~OutgoingMail.urgent, BULK_STUCK_AFTER),
                select(func.max(OutgoingMail.sent_at)).scalar_subquery(),
                own.with_only_columns(MailServer.trouble).scalar_subquery(),
                own.with_only_columns(MailServer.trouble_at).scalar_subquery(),
            )
        ).one()
        g.mail_trouble = Trouble(row[0], _stuck_since(*row[1:4]), *row[4:])
    return g.mail_trouble


def failed_lately() -> int:
    """Mails of the last days that were not delivered and not sent again, at most 99."""
    return trouble_now().failed


def _stuck_since(urgent: datetime | None, bulk: datetime | None, last_sent: datetime | None) -> datetime | None:
    """Urgent mails wait for no others; a long line of bulk stands still only if nothing leaves at all."""
    if bulk and last_sent and last_sent > now() - STUCK_AFTER:
        bulk = None
    return min((moment for moment in (urgent, bulk) if moment), default=None)


def _oldest(which: Any, patience: timedelta) -> Any:
    """When the oldest mail was queued that waits longer and of which no server has said anything."""
    waiting = OutgoingMail.in_state("queued").where(which, OutgoingMail.reply.is_(None))
    waiting = waiting.where(OutgoingMail.queued_at < now() - patience).order_by(None).order_by(OutgoingMail.id)
    return waiting.limit(1).with_only_columns(OutgoingMail.queued_at).scalar_subquery()


def init_app(app: Flask) -> None:
    app.jinja_env.globals["mail_trouble"] = trouble_now
