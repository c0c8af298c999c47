"""The two ways behind real servers: gunicorn with one thread each, and a connection that stays open."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.town import Place

ROOT = Path(__file__).parents[2]
PATH = "/verwaltung/kunden"


def application():
    """What gunicorn calls; the settings come in BENCH_PLACE."""
    from app import create_app
    from tests.bench import unscoped

    place = json.loads(os.environ["BENCH_PLACE"])
    app = create_app(place["settings"])
    if place["alone"]:
        unscoped.install()
        unscoped.take_down(app, *place["alone"])
    return app


@contextmanager
def serve(place: Place, alone: bool) -> Iterator[Callable[[], object]]:
    """A running server, and one GET of the customer list from it."""
    port = _free_port()
    who = [place.agency.tenant_id, place.agency.slug] if alone else None
    environment = os.environ | {
        "BENCH_PLACE": json.dumps({"settings": place.settings, "alone": who}), "KONTOR_ENV": "development"
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "tests.bench.serving:application()", "--worker-class", "gthread",
               "--threads", "2", "--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "error",
               "--keep-alive", "75"]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait(port, process)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Host": place.agency.host, "Cookie": place.cookie}

        def get() -> None:
            connection.request("GET", PATH, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, answer.status
            assert body.count(b"Firma ") >= 50

        yield get
        connection.close()
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def both(town: Place, alone: Place) -> Iterator[list[Callable[[], object]]]:
    with ExitStack() as stack:
        yield [stack.enter_context(serve(town, alone=False)), stack.enter_context(serve(alone, alone=True))]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")
