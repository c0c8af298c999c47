"""`make run`: the whole of Kontor on one machine, for development. It ends everything it started, however it ends.

PORT (8000; 0 takes any free one), DATA_DIR (.data), BASE_DOMAIN (localhost) and SMTP_URL come from the environment.
DATABASE_URL replaces the embedded PostgreSQL: an account of another server that may make roles and databases.
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg

import migrations
from app import config as configuration
from app.development import locks, processes, secret_store
from app.development.cluster import Cluster, ClusterError
from app.development.services import Service
from tenants import ROLES, bootstrap

PYTHON = sys.executable
ROOT = Path(__file__).resolve().parents[2]


class Refused(RuntimeError):
    """Kontor cannot run as asked; the message is a German sentence for the terminal."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal ends it: 0. Returns 1 after saying why it cannot."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--parent", type=int, help="end when this process, our parent, ends")
    if parent := parser.parse_args(arguments).parent:
        processes.bind_to_parent(signal.SIGTERM)
        if os.getppid() != parent:
            return 1
    _end_on_signals()
    try:
        with contextlib.ExitStack() as stack:
            Installation(os.environ, stack).serve()
    except (Refused, ClusterError, configuration.ConfigurationError, psycopg.OperationalError) as error:
        print(f"Kontor startet nicht: {error}", file=sys.stderr)
        return 1
    return 0


class Installation:
    """One data folder and everything that runs for it; `stack` ends what was started, last first."""

    def __init__(self, environ, stack: contextlib.ExitStack):
        self.environ, self.stack = dict(environ), stack
        self.folder = Path(self.environ.get("DATA_DIR") or ".data").absolute()
        self.cluster, self.services = None, []

    def serve(self) -> None:
        """Start everything in order, then watch over it. Raises Refused or ClusterError."""
        self._take_folder()
        print(f"Kontor startet, Daten in {self.folder} …", flush=True)
        try:
            self._serve()
        finally:
            locks.leaving(self.folder_lock)

    def _serve(self) -> None:
        self.listener = self._listen()
        self.port = self.listener.getsockname()[1]
        web, worker = self._environments()
        self.stack.callback(self._stop_services)
        self.services = [
            Service("Der Webserver", self._gunicorn(), env=web, cwd=ROOT, pass_fds=[self.listener.fileno()]),
            Service("Der Worker", [PYTHON, "-m", "flask", "--app", "wsgi", "worker"], env=worker, cwd=ROOT),
        ]
        demo = self._demo(worker)
        self._watch_until(self._answers)
        self._announce(demo)
        self._watch_until(lambda: False)

    def _take_folder(self) -> None:
        try:
            self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
            handle = locks.claim(os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        except locks.Taken as taken:
            raise Refused(f"Es läuft schon, mit demselben Ordner {self.folder} (Prozess {taken.holder}).") from None
        except OSError as error:
            raise Refused(f"Der Ordner {self.folder} ist nicht beschreibbar ({error.strerror}).") from None
        self.stack.callback(os.close, handle)
        self.folder_lock = handle

    def _listen(self) -> socket.socket:
        """The socket is ours and outlives the web server: while that starts anew, visitors wait and are not refused."""
        port = self.environ.get("PORT") or "8000"
        if not port.isdecimal() or int(port) > 65535:
            raise Refused(f"PORT={port} ist keine Portnummer.")
        listener = self.stack.enter_context(socket.socket())
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        deadline = time.monotonic() + 3  # processes of a start that was killed need a moment to be gone
        while True:
            try:
                listener.bind(("127.0.0.1", int(port)))
                listener.listen(128)
                return listener
            except OSError as error:
                if time.monotonic() > deadline:
                    raise Refused(f"Port {port} ist nicht frei ({error.strerror}). Etwa: PORT=8001 make run") from None
                time.sleep(0.1)

    def _environments(self) -> tuple[dict, dict]:
        """What the web server and the worker may know: the web never holds the passwords of the other roles."""
        secrets = secret_store.load(self.folder, ROLES)
        (self.folder / "mail").mkdir(mode=0o700, exist_ok=True)
        common = {name: value for name, value in self.environ.items() if not name.startswith("DATABASE_")}
        common |= {
            "KONTOR_ENV": "development",
            "BASE_DOMAIN": self.environ.get("BASE_DOMAIN") or "localhost",
            "PORT": str(self.port),
            "SECRET_KEYS": self.environ.get("SECRET_KEYS") or " ".join(secrets["secret_keys"]),
            "MAIL_DIR": str(self.folder / "mail"),
            "FILES_DIR": str(self.folder / "files"),
            "PYTHONUNBUFFERED": "1",
        }
        self.settings = configuration.load(common | {"DATABASE_URL": "postgresql://to-be-made"})
        configuration.check(self.settings)  # before anything is started for it
        urls = bootstrap(self._administrator(), secrets["passwords"])
        migrations.upgrade(urls["app_owner"])
        web = common | {"DATABASE_URL": urls["app_user"]}
        return web, web | {"DATABASE_SYSTEM_URL": urls["app_system"], "DATABASE_QUEUE_URL": urls["app_queue"]}

    def _administrator(self) -> str:
        if given := self.environ.get("DATABASE_URL"):
            return given
        self.cluster = Cluster(self.folder / "postgres")
        self.stack.callback(self.cluster.stop)
        self.cluster.start()
        for note in self.cluster.notes:
            print(note, flush=True)
        return self.cluster.superuser_url

    def _gunicorn(self) -> list[str]:
        bind = f"fd://{self.listener.fileno()}"
        return [PYTHON, "-m", "gunicorn", "-c", "python:app.development.gunicorn_conf", "--bind", bind, "wsgi:app"]

    def _demo(self, env: dict) -> str:
        process = processes.start(
            [PYTHON, "-m", "app.development.demo"], death_signal=signal.SIGKILL, env=env, cwd=ROOT,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.stack.callback(processes.stop, process)
        text, _ = process.communicate()
        if process.returncode:
            raise Refused("Die Demo-Agentur ließ sich nicht anlegen (siehe oben).")
        return text.strip()

    def _watch_until(self, done) -> None:
        """Keep everything running until `done()`."""
        while not done():
            if self.cluster is not None and not self.cluster.running:
                self._revive_cluster()
            for service in self.services:
                if news := service.watch():
                    print(news, file=sys.stderr)
            time.sleep(0.1)

    def _revive_cluster(self) -> None:
        """Whatever hinders it (a full disk, say) may pass: without end."""
        print("PostgreSQL endete unerwartet und startet neu.", file=sys.stderr)
        try:
            self.cluster.start()
        except ClusterError as error:
            print(error, file=sys.stderr)
            time.sleep(5)

    def _answers(self) -> bool:
        """Whether the web server answers a request for the start page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/", headers={"Host": f"{self.settings['BASE_DOMAIN']}:{self.port}"})
            return connection.getresponse().status < 500
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _announce(self, demo: str) -> None:
        address = f"http://{self.settings['BASE_DOMAIN']}:{self.port}"
        mails = f"zeigt {address}/entwicklung/mails (Dateien: {self.folder / 'mail'})"
        print(f"\nKontor läuft:  {address}/\n")
        if demo:
            print(f"{demo}\n")
        print(f"E-Mails {'gehen an SMTP_URL' if self.settings['SMTP_URL'] else mails}. Ende mit Strg+C.", flush=True)

    def _stop_services(self) -> None:
        for service in self.services:
            service.ask_to_stop()
        deadline = time.monotonic() + 10
        for service in self.services:
            service.stop(max(0.1, deadline - time.monotonic()))


def _end_on_signals() -> None:
    """The first signal unwinds everything; those that follow must not disturb that."""

    def end(number, frame):
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(0)

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asked for that
        signal.signal(signal.SIGHUP, end)


if __name__ == "__main__":
    sys.exit(main())
