"""Those who write mails and are killed on the way."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time

from werkzeug.wrappers import Response

from tenants import uuid7
from tests.cast import Agency
from tests.faults.visit import Visit, filled_in
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
        self._stop, self._count = threading.Event(), threads
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """They sign in before anything is killed."""
        for _each in range(self._count):
            visit = Visit.of(self.installation.port, self.agency, self.agency.member)
            self._threads.append(threading.Thread(target=self._work, args=(visit,), daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    def _work(self, visit: Visit) -> None:
        path = f"/verwaltung/kunden/{self.agency.customer.id}/kontakte/neu"
        page = self._insist(visit, 200, "GET", path)
        if page is None:
            return
        form = filled_in(page, path) | {"last_name": "Sturm", "send_link": "y"}
        while not self._stop.wait(0.1):
            id = str(uuid7())
            address = f"{id[-12:]}@example.org"
            self.asked.add(address)
            if self._insist(visit, 303, "POST", path, form | {"id": id, "email": address}):
                self.promised.add(address)

    def _insist(
        self, visit: Visit, wanted: int, method: str, path: str, form: dict[str, str] | None = None
    ) -> Response | None:
        """Ask until the answer is `wanted`; None when that lasts too long, or nobody is to write any more.

        Only a dead web process and a database that is away are reasons to ask again.
        """
        for _try in range(600):
            answer = None
            with contextlib.suppress(OSError):
                answer = visit.open(method, path, form)
            if answer is not None and answer.status_code == wanted:
                return answer
            assert answer is None or answer.status_code == 503, f"{method} {path}: {answer.status_code}"
            if self._stop.is_set():
                return None
            time.sleep(0.3)
        return None
