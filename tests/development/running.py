"""`make run` as a process, and what /proc knows of everything that runs for one data folder."""

import contextlib
import itertools
import os
import signal
import subprocess
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = {"supervisor": "app.development.run", "web": "-m gunicorn", "worker": "wsgi worker", "database": "postgres"}
"""What the command lines of each part have in common."""

_numbers = itertools.count()
PATIENCE = 300.0  # seconds before a test gives up; nothing is measured


def processes_of(folder: Path) -> dict[int, str]:
    """Every living process that has to do with the folder: by command line, environment or working folder."""
    needle, found = os.fsencode(folder), {}
    for entry in os.scandir("/proc"):
        if not entry.name.isdecimal():
            continue
        with contextlib.suppress(OSError):
            command = Path(entry.path, "cmdline").read_bytes()
            where = os.fsencode(os.readlink(f"{entry.path}/cwd"))
            if command and needle in b"\0".join((command, Path(entry.path, "environ").read_bytes(), where)):
                found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace").strip()
    return found


def wait_for(condition, what: str):
    """The first true value of `condition()`."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE:.0f} s"
        time.sleep(0.05)
    return value


class Running:
    """`make run` on `folder`, on a free port unless `port` says which; `user` (uid) only where we are root."""

    def __init__(self, folder: Path, port: int = 0, user: int | None = None, **environment: str):
        self.folder = folder
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        self.output = folder.parent / f"output-{next(_numbers)}.log"
        as_user = {} if user is None else {"user": user, "group": user, "extra_groups": []}
        with self.output.open("ab") as log:
            # whoever runs the tests may have had signals ignored (nohup), and children keep that
            self.make = subprocess.Popen(
                ["env", "--default-signal=HUP,INT", "make", "run"],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env=kept | {"DATA_DIR": str(folder), "PORT": str(port)} | environment, **as_user,
            )  # fmt: skip

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *exc) -> None:
        """Ends all of it, whatever the test did."""
        if self.make.poll() is None:
            self.make.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.make.wait(30)
        for pid in processes_of(self.folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.make.wait(10)

    @property
    def said(self) -> str:
        return self.output.read_text()

    def ready(self) -> "Running":
        """Wait until it says that it serves; notes the port."""
        wait_for(lambda: "Kontor läuft:" in self.said or self.make.poll() is not None, "ready")
        assert "Kontor läuft:" in self.said, self.said
        self.port = int(self.said.rsplit("Kontor läuft:", 1)[1].split("localhost:", 1)[1].split("/", 1)[0])
        return self

    def refused(self) -> str:
        """Wait for its end, which must be a failure; returns what it said."""
        assert self.make.wait(PATIENCE) != 0, self.said
        return self.said

    def pids(self, part: str) -> list[int]:
        """The processes of a part, its leader first; waits for one to exist."""

        def find():
            return [pid for pid, line in sorted(processes_of(self.folder).items()) if PARTS[part] in line]

        return wait_for(find, part)

    @property
    def supervisor(self) -> int:
        return self.pids("supervisor")[0]

    def answers(self) -> bool:
        """Whether the start page comes, out of the database."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/", headers={"Host": f"unknown.localhost:{self.port}"})
            return connection.getresponse().status == 404
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
