"""One agency's 10,000 bulk mails, and another agency's password links meanwhile.

    python -m tests.faults.fairness [mails] [links]     (10,000 and 20 unless given)

The same links are asked for with an empty queue and while the backlog leaves, through a mail server that takes its
time over each message. What is measured is the time from the commit to the server's having it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median

from sqlalchemy import text

from app.mail.models import OutgoingMail
from tenants import db
from tests.cast import Agency
from tests.faults.ground import Ground, ground
from tests.faults.table import Row, print_table
from tests.live import Installation
from tests.mail.letters import enqueue, values
from tests.mail.servers import QuickServer

LONGEST = 60
"""Seconds by which the backlog may delay a link."""
TAKES = 0.05
"""Seconds that the server takes over a message."""
PATIENCE = 600


RENDERED = 100
"""So many mails are rendered; the others are copies of them with names of their own."""

COPY = """
    WITH copied AS (
        INSERT INTO outgoing_mail ({columns})
        SELECT {values} FROM (
            SELECT *, uuidv7() AS new_id FROM outgoing_mail
            WHERE tenant_id = app.current_tenant() ORDER BY id LIMIT :rendered
        ) AS mail
        RETURNING id, urgent
    )
    SELECT count(queue.enqueue(
        CASE WHEN urgent THEN 'urgent' ELSE 'bulk' END, 'mail.deliver', jsonb_build_object('mail_id', id), NULL
    )) FROM copied
"""
OTHER = {
    "id": "new_id",
    "message_id": "replace(mail.message_id, mail.id::text, new_id::text)",
    "content": "convert_to(replace(convert_from(mail.content, 'UTF8'), mail.id::text, new_id::text), 'UTF8')",
}


def write(agency: Agency, mails: int, *, urgent: bool) -> None:
    """Queue so many, in transactions of as many as are rendered."""
    with agency.work():
        for _each in range(min(RENDERED, mails)):
            enqueue("set_password", "alle@example.org", values=values(), urgent=urgent)
    names = [column.name for column in OutgoingMail.__table__.columns]
    copy = COPY.format(columns=", ".join(names), values=", ".join(OTHER.get(name, f"mail.{name}") for name in names))
    for _each in range((mails - 1) // RENDERED):
        with agency.work():
            db.session.connection().execute(text(copy), {"rendered": RENDERED})


def ask(agency: Agency, server: QuickServer, links: int) -> list[float]:
    """Queue one link after the other; the seconds that each took."""
    taken = []
    for _each in range(links):
        with agency.work():
            name = enqueue("set_password", "eilig@example.org", values=values()).message_id
        began = time.monotonic()
        until(lambda name=name: name in server.ids())
        taken.append(time.monotonic() - began)
        time.sleep(0.5)
    return taken


def until(condition: Callable[[], bool]) -> None:
    """Wait for it, but not for ever."""
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)


def measure(place: Ground, mails: int, links: int, *, urgent: bool) -> Row:
    """The links of one agency without and with another one's backlog."""
    calm, busy = place.agency("Ruhig"), place.agency("Rundbrief")
    installation: Installation = place.installation("urgent" if urgent else "bulk")
    server = installation.postbox = QuickServer(hold_after=TAKES)
    with server:
        try:
            installation.start_worker()
            ask(calm, server, 1)  # until the worker is there
            without = ask(calm, server, links)
            installation.stop()  # so that all are there before the first leaves
            write(busy, mails, urgent=urgent)
            begun, seen = waiting(place, busy), len(server.messages)
            installation.start_worker()
            until(lambda: len(server.messages) > seen)
            with_it = ask(calm, server, links)
            left = waiting(place, busy)
        finally:
            installation.stop()
    with place.superuser.connect() as connection:
        connection.execute(text("DELETE FROM queue.procrastinate_jobs"))
    kind = "invitations" if urgent else "bulk mails"
    return Row(
        f"{mails} {kind} of another agency wait",
        f"a password link is delayed by less than {LONGEST} s",
        f"median {median(with_it):.2f} s (longest {max(with_it):.2f}) with {begun}–{left} waiting; "
        f"{median(without):.2f} s ({max(without):.2f}) without",
        max(with_it) - max(without) < LONGEST and begun > 0,
    )


def waiting(place: Ground, agency: Agency) -> int:
    """How many mails of the agency have not left yet."""
    query = "SELECT count(*) FROM queue.procrastinate_jobs WHERE args->>'tenant_id' = :tenant AND status = 'todo'"
    with place.superuser.connect() as connection:
        return connection.execute(text(query), {"tenant": str(agency.tenant_id)}).scalar_one()


def main(mails: int = 10_000, links: int = 20) -> list[Row]:
    with ground() as place:
        return [measure(place, mails, links, urgent=False), measure(place, mails // 10, links, urgent=True)]


if __name__ == "__main__":
    sys.exit(print_table(main(*map(int, sys.argv[1:]))))
