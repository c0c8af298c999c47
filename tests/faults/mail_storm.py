"""kill -9 of those who write mails and of the worker that sends them, many times, during many mails.

    python -m tests.faults.mail_storm [mails] [kills]     (1,000 and 25 unless given)

Prints what came of it; ends with 1 when a mail was lost or invented, delivered three times, or changed on the way.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import defaultdict
from email import message_from_bytes
from pathlib import Path

from app.mail.models import OutgoingMail
from tenants import db
from tests.cast import make_agency
from tests.faults.ground import ground
from tests.live import ROOT, Installation
from tests.mail.servers import MailServer

WRITER = """
import sys
from app import create_app
from tenants import as_tenant
from tests.mail.letters import enqueue, values
app = create_app()
with app.app_context():
    while True:
        with as_tenant(int(sys.argv[1])):
            name = enqueue("set_password", "anna@example.org", values=values()).message_id
        print(name, flush=True)
"""
PATIENCE = 600


class Storm:
    """An agency, a process that writes mails, one that sends them, and a server that keeps them."""

    def __init__(self, app, urls, key: str, folder: Path) -> None:
        self.app, self.agency = app, make_agency(app, "Hafenlicht")
        self.installation = Installation(urls, folder, key)
        self.server = self.installation.postbox = MailServer()
        self.writer: subprocess.Popen | None = None
        self.committed: set[str] = set()

    def run(self, mails: int, kills: int) -> dict:
        """Let it rage until so many mails are written and so many kills are done; returns what was counted."""
        began, killed = time.monotonic(), 0
        with self.server:
            try:
                self.start_writer()
                self.installation.start_worker()
                while killed < kills or len(self.committed) < mails:
                    self.read_until(time.monotonic() + random.uniform(0.2, 2.5))
                    if killed < kills:
                        self.kill(killed)
                        killed += 1
                self.stop_writer()
                self.wait_for_the_rest()
            finally:
                self.installation.stop()
                self.stop_writer()
        return self.count() | {"kills": killed, "seconds": round(time.monotonic() - began)}

    def start_writer(self) -> None:
        command = [sys.executable, "-c", WRITER, str(self.agency.tenant_id)]
        environment = self.installation.environment
        self.writer = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    def read_until(self, moment: float) -> None:
        """Note what the writer says it has committed."""
        while time.monotonic() < moment:
            line = self.writer.stdout.readline()
            assert line, "the writer ended by itself"
            self.committed.add(line.strip())

    def kill(self, number: int) -> None:
        """The worker mostly, the writer now and then."""
        if number % 5 == 4:
            self.stop_writer()
            self.start_writer()
        else:
            self.installation.worker.kill()
            self.installation.worker.wait()
            self.installation.start_worker()

    def stop_writer(self) -> None:
        if self.writer is None:
            return
        self.writer.kill()
        rest, _errors = self.writer.communicate()
        self.writer = None
        self.committed |= {line for line in rest.splitlines() if line.endswith(">")}

    def wait_for_the_rest(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.waiting():
            time.sleep(0.5)

    def waiting(self) -> bool:
        with self.agency.work():
            return any(db.session.scalar(OutgoingMail.in_state(state).limit(1)) for state in ("queued", "sending"))

    def count(self) -> dict:
        delivered = defaultdict(list)
        for raw in self.server.messages:
            delivered[message_from_bytes(raw)["Message-ID"]].append(raw)
        with self.agency.work():
            written = {mail.message_id: mail.state for mail in db.session.scalars(OutgoingMail.newest_first())}
        return {
            "written": len(written),
            "lost": len((self.committed | written.keys()) - delivered.keys()),
            "invented": len(delivered.keys() - written.keys()),
            "failed": sum(state == "failed" for state in written.values()),
            "delivered twice": sum(len(copies) == 2 for copies in delivered.values()),
            "delivered more often": sum(len(copies) > 2 for copies in delivered.values()),
            "changed": sum(len(set(copies)) > 1 for copies in delivered.values()),
        }


def main(mails: int = 1000, kills: int = 25) -> int:
    with ground() as (app, urls, key, folder):
        figures = Storm(app, urls, key, folder).run(mails, kills)
    for name, figure in figures.items():
        print(f"{name:>22} {figure}")
    bad = ("lost", "invented", "failed", "delivered more often", "changed")
    return int(any(figures[name] for name in bad))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
