"""The job that sends one mail: claim it in one transaction, send outside any, mark it in another.

Killed at any moment it loses nothing: until the mail is marked, the job comes back. What it cannot know is whether a
server took a message whose answer never arrived; such a mail is sent once more, the same bytes with the same
Message-ID, and not a third time.
"""

import logging
import time
from datetime import timedelta
from functools import partial

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from app.jobs import URGENT, Later, job
from tenants import as_tenant, now

from .connection import Connection, Declined, StoredMail, Unanswered, Unreachable, server
from .models import OutgoingMail
from .reasons import in_words

GIVE_UP_AFTER = timedelta(hours=48)
LONGEST_PAUSE = 3600  # seconds between two attempts for one mail
MARKING_PATIENCE = 60  # seconds to wait for the database after a mail has left

log = logging.getLogger(__name__)


@job("mail.deliver", queue=URGENT, in_tenant=False, attempts=None)
def deliver(tenant_id: int, mail_id: str) -> None:
    """Send the mail, or raise Later."""
    breaker = current_app.extensions["mail_breaker"]
    if seconds := breaker.wait():
        raise Later(seconds + 0.1)
    pause = current_app.config["MAIL_PAUSE"]
    try:
        with server.connect() as connection:
            breaker.succeeded()
            _deliver_through(connection, tenant_id, mail_id, pause)
    except Unreachable as error:
        log.warning("mail server cannot be reached: %s", error)
        raise Later(breaker.failed(pause) + 0.1) from error


def _deliver_through(connection: Connection, tenant_id: int, mail_id: str, pause: float) -> None:
    with as_tenant(tenant_id):
        mail = OutgoingMail.find_for_update(mail_id)
        if mail is None or not mail.claim():
            return
        stored = _stored(mail)
    try:
        reply = connection.send(stored)
    except Unreachable:
        _mark(tenant_id, mail_id, lambda mail: mail.delay(_("Der Mailserver war nicht erreichbar.")))
        raise
    except Unanswered:
        _mark(tenant_id, mail_id, lambda mail: mail.lose_sight(_("Die Verbindung zum Mailserver brach ab.")))
        raise Later(pause) from None
    except Declined as answer:
        attempts = _mark(tenant_id, mail_id, partial(_declined, answer=answer))
        if attempts:
            raise Later(min(LONGEST_PAUSE, pause * 2 ** (attempts - 1))) from answer
    else:
        _mark(tenant_id, mail_id, lambda mail: mail.sent(reply))


def _declined(mail: OutgoingMail, answer: Declined) -> int:
    """Note what the server said. Returns the attempts so far, 0 when there will be no other."""
    words, reply = in_words(answer.code, answer.reply), str(answer)
    if answer.for_good or now() - mail.queued_at > GIVE_UP_AFTER:
        mail.fail(words, reply)
        return 0
    mail.delay(words, reply)
    return mail.attempts


def _stored(mail: OutgoingMail) -> StoredMail:
    name = f"{mail.queued_at:%Y%m%d-%H%M%S}-{mail.tenant_id}-{mail.id}"
    return StoredMail(name, mail.sender, mail.recipient, mail.content)


def _mark(tenant_id: int, mail_id: str, change):
    """Write down what happened. The mail may have left, so a database that restarts is waited for."""
    patience = time.monotonic() + MARKING_PATIENCE
    while True:
        try:
            with as_tenant(tenant_id):
                mail = OutgoingMail.find_for_update(mail_id)
                return change(mail) if mail and not mail.ended else None
        except DBAPIError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.5)
