"""kill -9 of those who write mails and of the worker that sends them, many times, with an hour without a mail server.

    python -m tests.faults.mail_storm [mails] [kills] [rate]     (1,000, 25 and 50 unless given)

Mails are written by a process of its own and by people who create contacts in the real web; in the midst PostgreSQL is
restarted. The hour passes `rate` times as fast as it would (CLOCK_RATE); afterwards time passes as ever.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from email import message_from_bytes

from app.mail.models import OutgoingMail
from tenants import clock, db
from tests.faults.ground import Ground, ground
from tests.faults.table import Row, print_table
from tests.faults.visit import Visit
from tests.faults.writers import People, Writer
from tests.mail.servers import QuickServer

PATIENCE = 900
BANNER = "ist der Mailserver nicht zu erreichen"
OUTAGE = 3600
"""Seconds of the product without a mail server."""
AFTERWARDS = 300
"""Seconds of the product within which everything must have been sent when the server is back."""


class Storm:
    """An agency, those who write mails, one that sends them, and a server that keeps them."""

    def __init__(self, place: Ground) -> None:
        self.place, self.agency, self.installation = place, place.agency(), place.installation()
        self.server = self.installation.postbox = QuickServer()
        self.writer = Writer(self.installation, self.agency)
        self.people = People(self.installation, self.agency)
        self.killed, self.afterwards, self.banner = 0, 0.0, False

    def run(self, mails: int, kills: int, rate: float, hasten: float = 0) -> dict[str, int]:
        """Let it rage until so many mails are written and so many kills are done; returns what was counted.

        Time passes faster for the hour without a server, and for `hasten` seconds of the product after it.
        """
        with self.server:
            try:
                self.installation.start_web()
                self.installation.start_worker()
                self.writer.start()
                self.people.start()
                self.rage(mails * 3 // 10, kills * 3 // 10)
                self.restart_database()
                self.rage(mails * 5 // 10, kills * 5 // 10)
                self.outage(rate, kills * 7 // 10, hasten)
                self.rage(mails, kills)
                self.people.stop()
                self.writer.stop()
                self.wait_for_the_rest()
            finally:
                self.people.stop()
                self.writer.stop()
                self.installation.stop()
                clock.hasten()
        return self.count()

    def rage(self, mails: int, kills: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.killed < kills or self.written < mails:
            assert time.monotonic() < deadline, f"{self.written} written and {self.killed} killed after all that time"
            if self.killed < kills:
                self.let_work(random.randint(1, 15), 20)
                self.kill()
            else:
                time.sleep(0.2)

    @property
    def written(self) -> int:
        return len(self.writer.committed) + len(self.people.promised)

    def let_work(self, mails: int, patience: float) -> None:
        """Until so many more have arrived, or for so long."""
        enough, deadline = len(self.server.messages) + mails, time.monotonic() + patience
        while len(self.server.messages) < enough and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.3))

    def kill(self, victim: int | None = None) -> None:
        """The worker mostly, the web (2) and the writer (4) now and then."""
        victim = self.killed % 5 if victim is None else victim
        if victim == 4:
            self.writer.stop()
            self.writer.start()
        elif victim == 2:
            os.killpg(self.installation.web.pid, signal.SIGKILL)
            self.installation.web.wait()
            self.installation.start_web()
        else:
            self.restart_worker()
        self.killed += 1

    def restart_worker(self) -> None:
        self.installation.worker.kill()
        self.installation.worker.wait()
        self.installation.start_worker()

    def restart_database(self) -> None:
        self.let_work(5, 20)
        self.place.forget_connections()
        self.place.cluster.stop()
        time.sleep(1)
        self.place.cluster.start()
        self.writer.restart_if_dead()

    def outage(self, rate: float, kills: int, hasten: float) -> None:
        """An hour without a mail server; then all must leave within minutes."""
        since = time.time()
        until = since + OUTAGE / rate
        self.installation.settings |= {
            "CLOCK_RATE": str(rate),
            "CLOCK_SINCE": str(since),
            "CLOCK_UNTIL": str(until + hasten / rate),
        }
        clock.hasten(rate, since, until + hasten / rate)
        self.server.go_down()
        for victim in (0, 2, 4):  # all three go by the new time
            self.kill(victim)
        while time.time() < until:
            time.sleep(min(3, max(0.0, until - time.time())))
            if self.killed < kills and until - time.time() > 10:
                self.kill()
            self.banner = self.banner or self.is_banner_shown()
        self.server.come_back()
        with self.agency.work():
            waiting = {mail.message_id for mail in db.session.scalars(OutgoingMail.newest_first()) if not mail.ended}
        began = clock.timestamp()
        while waiting - self.server.ids().keys() and clock.timestamp() - began < PATIENCE:
            time.sleep(0.5)
        self.afterwards, self.waited = clock.timestamp() - began, len(waiting)

    def is_banner_shown(self) -> bool:
        """To the owner, on the page after signing in."""
        visit = Visit.of(self.installation.port, self.agency, self.agency.owner)
        return BANNER in visit.open("GET", "/verwaltung/").get_data(as_text=True)

    def wait_for_the_rest(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.waiting():
            time.sleep(0.5)

    def waiting(self) -> bool:
        with self.agency.work():
            return any(db.session.scalar(OutgoingMail.in_state(state).limit(1)) for state in ("queued", "sending"))

    def count(self) -> dict[str, int]:
        delivered = defaultdict(list)
        for raw in self.server.messages:
            delivered[message_from_bytes(raw)["Message-ID"]].append(raw)
        with self.agency.work():
            rows = list(db.session.scalars(OutgoingMail.newest_first()))
            written = {mail.message_id: mail.state for mail in rows}
            by_address = Counter(mail.recipient for mail in rows if mail.recipient in self.people.asked)
        unwritten = self.people.promised - by_address.keys()
        return {
            "written": len(written),
            "lost": len((self.writer.committed | written.keys()) - delivered.keys()) + len(unwritten),
            "invented": len(delivered.keys() - written.keys()) + sum(n > 1 for n in by_address.values()),
            "failed": sum(state == "failed" for state in written.values()),
            "delivered twice": sum(len(copies) == 2 for copies in delivered.values()),
            "delivered more often": sum(len(copies) > 2 for copies in delivered.values()),
            "changed": sum(len(set(copies)) > 1 for copies in delivered.values()),
        }


BAD = ("lost", "invented", "failed", "delivered more often", "changed")


def rows_of(storm: Storm, figures: dict[str, int]) -> list[Row]:
    """The two rows of the table."""
    return [
        Row(
            f"kill -9 of web and worker, {storm.killed} times",
            "0 lost, invented, failed, changed, delivered 3 times",
            ", ".join(f"{figure} {name}" for name, figure in figures.items()) + "; one restart of PostgreSQL",
            not any(figures[name] for name in BAD),
        ),
        Row(
            "SMTP down for an hour",
            f"0 failed, a banner, all sent within {AFTERWARDS} s after",
            f"{storm.waited} waited, {figures['failed']} failed, banner {'shown' if storm.banner else 'MISSING'}, "
            f"the last sent {storm.afterwards:.0f} s after",
            storm.banner and not figures["failed"] and storm.afterwards <= AFTERWARDS,
        ),
    ]


def main(mails: int = 1000, kills: int = 25, rate: int = 50) -> list[Row]:
    with ground() as place:
        storm = Storm(place)
        figures = storm.run(mails, kills, rate)
        return rows_of(storm, figures)


if __name__ == "__main__":
    sys.exit(print_table(main(*map(int, sys.argv[1:]))))
