"""Those who write mails and are killed on the way."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from tenants import uuid7
from tests.cast import Agency
from tests.faults.visit import Visit
from tests.live import ROOT, Installation

CODE = """
import sys, time
from app import create_app
from tenants import as_tenant
from tests.mail.letters import enqueue, values
app = create_app()
with app.app_context():
    while True:
        with as_tenant(int(sys.argv[1])):
            name = enqueue("set_password", "anna@example.org", values=values()).message_id
        print(name, flush=True)
        time.sleep(float(sys.argv[2]))
"""


class Writer:
    """A process that queues mail after mail and says which it has committed."""

    def __init__(self, installation: Installation, agency: Agency, pause: float = 0.12) -> None:
        self.installation, self.agency, self.pause = installation, agency, pause
        self.committed: set[str] = set()
        self._process: subprocess.Popen | None = None
        self._reader: threading.Thread | None = None

    def start(self) -> None:
        command = [sys.executable, "-c", CODE, str(self.agency.tenant_id), str(self.pause)]
        log = (self.installation.folder / "writer.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self.installation.environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()

    def _read(self, process: subprocess.Popen) -> None:
        for line in process.stdout:
            if line.endswith(">\n"):  # else it was killed while it said so
                self.committed.add(line.strip())

    def stop(self) -> None:
        """kill -9, at whatever it does."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._reader.join(10)
        self._process = None

    def restart_if_dead(self) -> None:
        """It does not outlive its database; a web process does."""
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self.start()


class People:
    """Staff who invite one contact after the other, and send the form again when no answer comes."""

    def __init__(self, installation: Installation, agency: Agency, threads: int = 2) -> None:
        self.installation, self.agency = installation, agency
        self.asked: set[str] = set()
        self.promised: set[str] = set()
        """Addresses for which the product said that the contact is made."""
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _each in range(threads)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(120)

    def _work(self) -> None:
        visit = Visit.of(self.installation.port, self.agency, self.agency.member)
        path = f"/verwaltung/kunden/{self.agency.customer.id}/kontakte/neu"
        form = visit.form(path) | {"last_name": "Sturm", "send_link": "y"}
        while not self._stop.wait(0.1):
            id = str(uuid7())
            address = f"{id[-12:]}@example.org"
            self.asked.add(address)
            if self._insist(visit, path, form | {"id": id, "email": address}):
                self.promised.add(address)

    def _insist(self, visit: Visit, path: str, form: dict[str, str]) -> bool:
        """Send it until it is answered 303."""
        for _try in range(600):
            try:
                answer = visit.open("POST", path, form)
            except OSError:  # the web process is dead
                answer = None
            if answer is not None and answer.status_code == 303:
                return True
            assert answer is None or answer.status_code == 503, answer.status_code
            if self._stop.is_set():
                return False
            time.sleep(0.3)
        return False
