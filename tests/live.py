"""The product as it runs: web and worker as processes, a real SMTP server, the test's PostgreSQL."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from werkzeug.http import dump_cookie, parse_cookie
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from app.development import processes
from tests.client import Client
from tests.postbox import Postbox, free_port

ROOT = Path(__file__).parent.parent


class Installation:
    """Web and worker on one database; `port` is where the web answers, `postbox` what the mail server got.

    `settings` go into the environment of what is started from then on.
    """

    def __init__(self, urls: Mapping[str, str], folder: Path, key: str) -> None:
        self.port, self.postbox, self.folder = free_port(), Postbox(), folder
        self.web: subprocess.Popen | None = None
        self.worker: subprocess.Popen | None = None
        self.settings: dict[str, str] = {}
        self._urls, self._key = urls, key

    @property
    def environment(self) -> dict[str, str]:
        """What both processes are started with; the web never gets app_system's password."""
        return {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "KONTOR_ENV": "development", "SECRET_KEYS": self._key, "BASE_DOMAIN": "localhost",
            "PORT": str(self.port), "DATABASE_URL": self._urls["app_user"],
            "DATABASE_QUEUE_URL": self._urls["app_queue"],
            "SMTP_URL": self.postbox.url, "WORKER_HEARTBEAT": "1", "NOTICE_QUIET": "1",
            "FILES_DIR": str(self.folder / "files"), "PYTHONUNBUFFERED": "1",
            **self.settings,
        }  # fmt: skip

    def start_web(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--worker-class", "gthread", "--threads", "8",
                   "--bind", f"127.0.0.1:{self.port}", "--no-control-socket"]  # fmt: skip
        self.web = self._start("web", command, self.environment)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            assert self.web.poll() is None, (self.folder / "web.log").read_text()
            time.sleep(0.05)
        raise AssertionError("the web process does not answer")

    def start_worker(self) -> None:
        environment = self.environment | {"DATABASE_SYSTEM_URL": self._urls["app_system"]}
        self.worker = self._start("worker", [sys.executable, "-m", "flask", "--app", "wsgi", "worker"], environment)

    def _start(self, name: str, command: list[str], environment: Mapping[str, str]) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=dict(environment),
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=processes.bind_to_parent,  # a killed test run leaves nothing behind
            )

    def client(self, host: str) -> Client:
        """A browser without script at `host` (without port), over a socket."""
        return Client(Wire(self.port), host, port=self.port)

    def stop(self) -> None:
        for process in (self.web, self.worker):
            if process and process.poll() is None:
                process.terminate()
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait(5)


@contextlib.contextmanager
def installation(urls: Mapping[str, str], key: str) -> Iterator[Installation]:
    """A running installation; everything it started has ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="kontor-live-") as folder:
        running = Installation(urls, Path(folder), key)
        with running.postbox:
            try:
                running.start_web()
                running.start_worker()
                yield running
            finally:
                running.stop()


class Wire:
    """Stands where the test client of Flask stands, but sends real requests to 127.0.0.1 and keeps cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def test_client(self) -> Wire:
        return self

    def open(self, path: str, *, method: str, base_url: str, headers: Mapping[str, str], **kwargs: Any) -> Response:
        builder = EnvironBuilder(path=path, method=method, base_url=base_url, **kwargs)
        environ = builder.get_environ()
        body = environ["wsgi.input"].read()
        sent = {"Host": environ["HTTP_HOST"], "Cookie": self._cookie_header(), **headers}
        if body:
            sent["Content-Type"] = environ["CONTENT_TYPE"]
        target = path.partition("?")[0] + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, target, body or None, {k: v for k, v in sent.items() if v})
            answer = connection.getresponse()
            response = Response(answer.read(), answer.status, list(answer.getheaders()))
        for line in response.headers.getlist("Set-Cookie"):
            pair, _, attributes = line.partition(";")
            name, value = next(iter(parse_cookie(pair).items()), (pair.partition("=")[0], ""))
            if "max-age=0" in attributes.lower().replace(" ", "") or "1970" in attributes:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return response

    def _cookie_header(self) -> str:
        return "; ".join(dump_cookie(name, value, path=None).partition(";")[0] for name, value in self.cookies.items())
