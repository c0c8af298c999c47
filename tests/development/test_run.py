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


def test_it_serves_and_ends_without_a_trace(folder, user):
    with Running(folder, user=user) as running:
        running.ready()
        assert running.answers()
        assert f"http://demo.localhost:{running.port}/anmelden" in running.said
        assert f"http://demo.localhost:{running.port}/kunden/" in running.said
        assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
        assert stat.S_IMODE((folder / "postgres").stat().st_mode) == 0o700
        os.kill(running.supervisor, signal.SIGINT)
        running.make.wait(60)
        assert processes_of(folder) == {}


def test_killed_parts_come_back(folder, user):
    with Running(folder, user=user) as running:
        running.ready()
        for part in ("web", "worker", "database"):
            before = running.pids(part)
            os.kill(before[0], signal.SIGKILL)
            wait_for(
                lambda before=before: not {*before} & {*processes_of(folder)}, f"{part} gone with all its children"
            )
            running.pids(part)
        wait_for(running.answers, "answers again")
        os.killpg(running.make.pid, signal.SIGHUP)
        running.wait_until_gone()


@pytest.mark.parametrize("victim", ["supervisor", "make"])
def test_nothing_outlives_what_started_it_and_the_next_start_works_at_once(folder, user, victim):
    with Running(folder, user=user) as running:
        running.ready()
        secrets = (folder / "secrets.json").read_text()
        os.kill(running.make.pid if victim == "make" else running.supervisor, signal.SIGKILL)
        running.make.wait(60)
        with Running(folder, port=running.port, user=user) as again:
            again.ready()
            assert again.answers()
            assert (folder / "secrets.json").read_text() == secrets
            again.make.terminate()
            again.wait_until_gone()


def test_second_start_on_a_living_one_says_so(place):
    with Running(place / "data") as first:
        first.ready()
        pid = first.supervisor
        with Running(place / "data", port=first.port) as second:
            assert f"Es läuft schon, mit demselben Ordner {place / 'data'} (Prozess {pid})." in second.refused()
            # its own clearing up would end the first as well: same folder
            second.make, first.make = first.make, second.make
            assert first.answers()


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
