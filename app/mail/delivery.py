"""The job that sends one mail: claim it in one transaction, send outside any, mark it in another.

Killed at any moment it loses nothing: until the mail is marked, the job comes back. What it cannot know is whether a
server took a message whose answer never arrived; such a mail is sent once more, the same bytes with the same
Message-ID, and not a third time.
"""

import logging
import random
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import undefer

from app.jobs import BULK, OWN, URGENT, Later, job
from tenants import as_tenant, clock, now

from .breaker import Breaker
from .connection import Connection, Declined, SetBack, StoredMail, Unanswered, Unreachable
from .models import OutgoingMail
from .reasons import in_words
from .sender import Route, route_of

GIVE_UP_AFTER = timedelta(hours=48)
LONGEST_PAUSE = 3600  # seconds between two attempts for one mail
LONGEST_SET_BACK = 240  # the same while it may be the server's fault, not the mail's
JITTER = 0.25  # part by which a pause is shorter or longer, so that mails refused together do not come back together
MARKING_PATIENCE = 60  # seconds to wait for the database after a mail has left

log = logging.getLogger(__name__)


def hand_over(mail: OutgoingMail) -> None:
    """Have the mail sent once the current transaction commits.

    What goes through an agency's own server waits in a queue of its own, so that a server which keeps its callers
    waiting has only the threads of that queue to do so with.
    """
    if mail.server_id:
        deliver.defer(queue=OWN, ahead=mail.urgent, mail_id=str(mail.id))
    else:
        deliver.defer(queue=URGENT if mail.urgent else BULK, mail_id=str(mail.id))


@dataclass(frozen=True)
class _Errand:
    """What is to be done for a mail that is still to be sent."""

    tenant_id: int
    mail_id: str
    route: Route
    urgent: bool
    attempts: int
    overdue: bool

    @classmethod
    def find(cls, tenant_id: int, mail_id: str) -> "_Errand | None":
        """None when the mail is not to be sent (any more)."""
        with as_tenant(tenant_id):
            mail = OutgoingMail.find_for_update(mail_id)
            if mail is None or mail.ended or mail.expire():
                return None
            route = route_of(mail)
            if mail.ended:
                return None
            overdue = now() - mail.queued_at > GIVE_UP_AFTER
            return cls(tenant_id, mail_id, route, mail.urgent, mail.attempts, overdue)

    def mark(self, change):
        """Write down what happened. The mail may have left, so a database that restarts is waited for."""
        patience = time.monotonic() + MARKING_PATIENCE
        while True:
            try:
                with as_tenant(self.tenant_id):
                    mail = OutgoingMail.find_for_update(self.mail_id)
                    return change(mail) if mail and not mail.ended else None
            except DBAPIError:
                if time.monotonic() > patience:
                    raise
                time.sleep(0.5)


@job("mail.deliver", queue=URGENT, in_tenant=False, attempts=None)
def deliver(tenant_id: int, mail_id: str) -> None:
    """Send the mail, or raise Later."""
    errand = _Errand.find(tenant_id, mail_id)
    if errand is None:
        return
    breaker = current_app.extensions["mail_breakers"].of(errand.route.key, errand.route.own)
    if seconds := breaker.enter(errand.urgent, errand.attempts > 0):
        _refuse_overdue(errand, breaker)
        raise Later(seconds)
    pause, began = current_app.config["MAIL_PAUSE"], clock.timestamp()
    try:
        with errand.route.connect() as connection:
            again = _send(connection, errand, pause)
    except SetBack as error:
        log.warning("mail server %s went away over mail %s", errand.route.key, mail_id)
        breaker.unanswered(pause)
        errand.route.note(tenant_id, error)
        raise Later(max(breaker.wait(), min(LONGEST_SET_BACK, pause_before(errand.attempts + 2, pause)))) from None
    except Unreachable as error:
        log.warning("mail server %s cannot be reached: %s", errand.route.key, error)
        breaker.failed(pause)
        errand.route.note(tenant_id, error)
        _refuse_overdue(errand, breaker)
        raise Later(breaker.wait() + 0.1) from error
    except Unanswered as error:
        breaker.unanswered(pause)
        errand.route.note(tenant_id, error)
        raise Later(max(pause, breaker.wait())) from None
    else:
        breaker.answered(clock.timestamp() - began)
        errand.route.note(tenant_id, None)
        if again:
            raise Later(again)
    finally:
        breaker.leave()


def _send(connection: Connection, errand: _Errand, pause: float) -> float:
    """Returns the seconds until the next attempt; 0: there is none. Raises Unreachable, SetBack or Unanswered."""
    with as_tenant(errand.tenant_id):
        mail = OutgoingMail.find_for_update(errand.mail_id, undefer(OutgoingMail.content))
        if mail is None:
            return 0
        if not mail.ended and route_of(mail).key != errand.route.key:
            raise Later(0.1)  # the agency has just chosen another server
        if not mail.claim():
            return 0
        stored = _stored(mail)
    try:
        reply = connection.send(stored)
    except SetBack as error:
        errand.mark(partial(_set_back, words=str(error)))
        raise
    except Unreachable:
        errand.mark(lambda mail: mail.delay(_("Der Mailserver war nicht erreichbar.")))
        raise
    except Unanswered:
        errand.mark(lambda mail: mail.lose_sight(_("Die Verbindung zum Mailserver brach ab.")))
        raise
    except Declined as answer:
        attempts = errand.mark(partial(_declined, answer=answer))
        return pause_before(attempts + 1, pause) if attempts else 0
    errand.mark(lambda mail: mail.sent(reply))
    return 0


def pause_before(attempt: int, pause: float) -> float:
    """Seconds before the second, third … attempt for a mail: `pause`, doubling, up to an hour, give or take JITTER."""
    growing = min(LONGEST_PAUSE, pause * 2 ** min(attempt - 2, 20))
    return growing * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret


def _refuse_overdue(errand: _Errand, breaker: Breaker) -> None:
    """An agency's own server that was away for so long may never come back; staff must know what did not leave."""
    if errand.route.own and errand.overdue and breaker.wait():
        errand.mark(lambda mail: mail.fail(_("Der Mailserver war nicht erreichbar.")))


def _declined(mail: OutgoingMail, answer: Declined) -> int:
    """Note what the server said. Returns the attempts so far, 0 when there will be no other."""
    words, reply = in_words(answer.code, answer.reply), str(answer)
    if answer.for_good or now() - mail.queued_at > GIVE_UP_AFTER:
        mail.fail(words, reply)
        return 0
    mail.delay(words, reply)
    return mail.attempts


def _set_back(mail: OutgoingMail, words: str) -> None:
    """Note that the server went away over it; who does so for two days means the mail."""
    reason = _("Der Mailserver war nicht erreichbar.")
    if now() - mail.queued_at > GIVE_UP_AFTER:
        mail.fail(reason, words)
    else:
        mail.delay(reason)


def _stored(mail: OutgoingMail) -> StoredMail:
    name = f"{mail.queued_at:%Y%m%d-%H%M%S}-{mail.tenant_id}-{mail.id}"
    return StoredMail(name, mail.sender, mail.recipient, mail.content)
