"""Trying an agency's own mail server out, and showing that its address is the agency's.

The number goes from and to the address, through that very server: it shows that the server takes mail from it and that
somebody of the agency reads what is written to it. A server that is the agency's own machine sees the number, too; what
it sends in whose name is its own affair then, as it would be without us. Our server sends from our address alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from tenants import db

from .connection import Connection, StoredMail, server
from .mails import server_code
from .models import OutgoingMail
from .servers import MailServer

if TYPE_CHECKING:
    from app.staff.models import StaffMember

AT_ONCE = 2
"""Conversations that a web process holds with strange servers at the same time: whoever names one that keeps its
callers waiting takes away no more threads than these."""

TIMEOUT, PATIENCE = 8, 12  # seconds without a byte, and for the whole conversation, while somebody waits for the page

_turns = threading.BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """Others are trying their servers out just now."""


class Changed(Exception):
    """The settings were changed meanwhile."""


def try_out(own: MailServer) -> None:
    """Sign in at the server and ask whether it would take mail from and to its address; nothing is sent.

    Raises Unreachable or Declined, Busy.
    """
    with _conversation(own) as connection:
        connection.ask(own.address, own.address)
    _held(own).note(None)


def send_number(own: MailServer, asked_by: StaffMember) -> OutgoingMail:
    """Send a number through the server, from and to its address; it stands in the Postausgang as sent.

    Nothing is changed unless the server took it. Raises Unreachable, Declined or Unanswered, Busy, Changed.
    """
    key, number = own.key, MailServer.fresh_number()
    mail = server_code(own, number, asked_by)
    with _conversation(own) as connection:
        reply = connection.send(StoredMail(str(mail.id), mail.sender, mail.recipient, mail.content))
    held = _held(own)
    if held.key != key:
        raise Changed
    held.expect(number)
    mail.sent(reply)
    db.session.add(mail)
    return mail


@contextmanager
def _conversation(own: MailServer) -> Iterator[Connection]:
    """What was asked so far is written down first: no transaction stays open while a strange server is waited for."""
    if not _turns.acquire(blocking=False):
        raise Busy
    try:
        db.session.expunge(own)  # to be read on without asking again
        db.session.commit()
        with server.connect(replace(own.account, timeout=TIMEOUT, patience=PATIENCE)) as connection:
            yield connection
    finally:
        _turns.release()


def _held(own: MailServer) -> MailServer:
    held = MailServer.hold()
    if held is None or held.id != own.id:
        raise Changed
    return held
