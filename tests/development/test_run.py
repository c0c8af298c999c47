"""`make run` ends everything it started, whichever part of it is killed."""

import os
import signal
import socket
import stat

import pytest

from app.development.cluster import Cluster
from tests.development.conftest import other_accounts
from tests.development.running import Running, processes_of, wait_for


@pytest.fixture(params=other_accounts(), ids=lambda user: "ourselves" if user is None else f"uid{user}")
def user(request):
    return request.param


@pytest.fixture
def folder(place, user):
    folder = place / "data"
    if user is not None:
        place.chmod(0o777)
    return folder


def test_every_end_leaves_no_process_and_the_next_start_works_at_once(folder, user):
    """Killed supervisor, killed make, Strg+C."""
    with Running(folder, user=user) as first:
        first.ready()
        assert first.answers()
        assert f"http://demo.localhost:{first.port}/anmelden" in first.said
        assert f"http://demo.localhost:{first.port}/kunden/" in first.said
        secrets = (folder / "secrets.json").read_text()
        assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
        assert stat.S_IMODE((folder / "postgres").stat().st_mode) == 0o700
        os.kill(first.supervisor, signal.SIGKILL)
        first.make.wait(60)
        with Running(folder, port=first.port, user=user) as second:
            second.ready()
            assert second.answers()
            second.make.kill()
            second.make.wait(60)
            with Running(folder, port=first.port, user=user) as third:
                third.ready()
                assert third.answers()
                assert (folder / "secrets.json").read_text() == secrets
                os.kill(third.supervisor, signal.SIGINT)
                third.make.wait(60)
                assert processes_of(folder) == {}


def test_killed_parts_come_back_and_a_second_start_is_refused(place):
    folder = place / "data"
    with Running(folder) as running:
        running.ready()
        for part in ("web", "worker", "database"):
            before = running.pids(part)
            os.kill(before[0], signal.SIGKILL)
            wait_for(lambda before=before: not {*before} & {*processes_of(folder)}, f"{part} gone with its children")
            running.pids(part)
        wait_for(running.answers, "answers again")
        second = Running(
            folder, port=running.port
        )  # not in a `with`: clearing up would end the first, on the same folder
        assert f"Es läuft schon, mit demselben Ordner {folder} (Prozess {running.supervisor})." in second.refused()
        assert running.answers()
        os.killpg(running.make.pid, signal.SIGHUP)
        wait_for(lambda: not processes_of(folder), "no process left")


def test_another_server_takes_the_place_of_the_embedded_one(place):
    with Cluster.temporary() as server, Running(place / "data", DATABASE_URL=server.superuser_url) as running:
        assert running.ready().answers()
        assert not (place / "data" / "postgres").exists()


def test_busy_port_is_named(place):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with Running(place / "data", port=port) as running:
            assert f"Port {port} ist nicht frei" in running.refused()
            assert processes_of(place / "data") == {}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"BASE_DOMAIN": "kontor.example.org"}, "cannot work"),
        ({"PORT": "web"}, "PORT=web ist keine Portnummer"),
        ({"DATA_DIR": "/proc/kontor"}, "ist nicht beschreibbar"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "Kontor startet nicht"),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(place, settings, sentence):
    with Running(place / "data", **settings) as running:
        said = running.refused()
        assert sentence in said
        assert "Traceback" not in said
