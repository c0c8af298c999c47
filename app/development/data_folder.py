"""The folder of one embedded PostgreSQL: whose it is, who may use it now, and the data in it."""

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from app.development import locks, processes, server_user
from app.development.server_user import ServerUser

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_LIMIT = 107  # bytes in sockaddr_un, without the closing NUL
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}  # nothing of PGPORT, PGDATA and the like
LOCALE = {
    16: ["--locale=C.UTF-8"],
    18: ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
}


class ClusterError(RuntimeError):
    """PostgreSQL cannot be started here; the message says why, in German, for the terminal."""


class ClusterBusy(ClusterError):
    """A living process holds this folder."""


class DataFolder:
    """`path`, claimed for this process until `close()`; made where missing. Raises ClusterBusy or ClusterError.

    `user` is who PostgreSQL runs as there. When that user cannot pass the folders above `path` (a private home), the
    data lies below /var/lib instead, and `note` says so.
    """

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.note, self._lock = path.resolve(), None, None  # as the kernel names working folders
        self.user = ServerUser.for_folder(self.path)
        if not self.user.reaches(self.path.parent):
            self._move()
        self.user.own(self.path)
        try:
            self._lock = locks.claim(self.open("lock", os.O_RDWR))
        except locks.Taken as taken:
            raise ClusterBusy(
                f"Der Ordner {self.path} wird gerade von einem anderen Kontor benutzt (Prozess {taken.holder})."
            ) from None

    def close(self) -> None:
        os.close(self._lock)

    @property
    def data(self) -> Path:
        return self.path / "data"

    @property
    def state_file(self) -> Path:
        """Where PostgreSQL keeps its process number and state while it runs."""
        return self.data / "postmaster.pid"

    def open(self, name: str, flags: int) -> int:
        """A file here that only PostgreSQL's user (and root) may read; never through a link."""
        handle = os.open(self.path / name, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        if self.user.switched:
            os.fchown(handle, self.user.uid, self.user.gid)
        return handle

    def socket_folder(self) -> Path:
        """A private folder here; where its name is too long for a socket, one of the temporary folder."""
        for place in (self.path / "run", Path(tempfile.gettempdir(), f"kontor-{_digest(self.path)}")):
            if len(os.fsencode(place / SOCKET_NAME)) <= SOCKET_LIMIT:
                self.user.own(place)
                return place
        raise ClusterError(f"Der Name {place} ist zu lang für einen Socket.")

    def end_predecessor(self) -> None:
        """Bring a PostgreSQL to its end whose supervisor is gone: we hold the lock, so it is nobody's.

        It is known by its working folder, not by the number in its files: numbers are used again, and where nobody
        reaps the dead (some containers) that of a dead one is still taken. PostgreSQL would believe such a number.
        """
        for step, seconds in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            left = processes.working_in(self.data)
            for pid in left if step == signal.SIGKILL else {*left} & {self._postmaster()}:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, step)
            if processes.within(seconds, lambda: not processes.working_in(self.data)):
                self.state_file.unlink(missing_ok=True)
                (self.socket_folder() / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)
                return
        raise ClusterError(f"Ein früheres PostgreSQL (Prozesse {left}) lässt sich nicht beenden.")

    def initialise(self, initdb: Path, version: int, *options: str) -> str:
        """See that there is data of that version; returns the superuser's password."""
        secret = self.path / "superuser.pw"
        for left in self.path.glob("new-*"):
            shutil.rmtree(left, ignore_errors=True)
        if not (self.data / "PG_VERSION").exists():
            with os.fdopen(self.open(secret.name, os.O_WRONLY | os.O_TRUNC), "w") as file:
                file.write(secrets.token_urlsafe(24))
            self._make(initdb, secret, *LOCALE[version], *options)
        if (found := (self.data / "PG_VERSION").read_text().strip()) != str(version):
            raise ClusterError(f"Die Daten in {self.data} gehören zu PostgreSQL {found}, nicht {version}.")
        if not secret.exists():
            raise ClusterError(f"Das Kennwort {secret} fehlt; ohne es sind die Daten nicht zugänglich.")
        return secret.read_text()

    def _move(self) -> None:
        if not self.user.switched:
            raise ClusterError(f"Der Ordner {self.path.parent} ist nicht zugänglich.")
        server_user.SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        wanted, self.path = self.path, server_user.SHARED / f"data-{_digest(self.path)}"
        self.note = f"„{self.user.name}“ erreicht {wanted} nicht: Die Daten von PostgreSQL liegen in {self.path}."

    def _postmaster(self) -> int | None:
        try:
            return int(self.state_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def _make(self, initdb: Path, secret: Path, *options: str) -> None:
        """Beside, then renamed: an interrupted initdb is never taken for a cluster."""
        beside = Path(tempfile.mkdtemp(prefix="new-", dir=self.path))
        self.user.own(beside)
        command = [initdb, "-D", beside, "-U", "postgres", "-E", "UTF8", "-A", "scram-sha-256", f"--pwfile={secret}"]
        process = processes.start(
            [*command, *options], death_signal=signal.SIGKILL, cwd="/", env=ENVIRONMENT, **self.user.options,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            output, _ = process.communicate()
        finally:
            processes.stop(process)
        if process.returncode:
            raise ClusterError(f"initdb ist gescheitert:\n{output}")
        beside.rename(self.data)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
