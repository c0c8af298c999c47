"""The embedded PostgreSQL: whose it is, and that it ends with its supervisor."""

import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from app.development import server_user
from app.development.cluster import Cluster, ClusterBusy, ClusterError
from tests.development.running import ROOT, processes_of, wait_for

ROOT_HERE = os.geteuid() == 0
SUPERVISOR = """
import sys, time
from app.development.cluster import Cluster
with Cluster(sys.argv[1], fast=True) as cluster:
    print(cluster.superuser_url, flush=True)
    time.sleep(600)
"""


def ask(url: str, question: str):
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.execute(text(question)).scalar()
    finally:
        engine.dispose()


@pytest.mark.parametrize("version", [18, 16])
def test_both_versions_answer_in_utf8(version):
    with Cluster.temporary(version) as cluster:
        assert ask(cluster.superuser_url, "SHOW server_version").startswith(f"{version}.")
        assert ask(cluster.superuser_url, "SELECT lower('ÄÖÜ')") == "äöü"
        assert ask(cluster.superuser_url, "SHOW timezone") == "UTC"
        assert int(ask(cluster.superuser_url, "SHOW max_connections")) >= 200
    assert not cluster.folder.exists()
    assert processes_of(cluster.folder) == {}


def test_it_listens_to_nobody_without_the_password(place):
    with Cluster(place / "db", fast=True) as cluster:
        assert ask(cluster.superuser_url, "SHOW listen_addresses") == ""
        assert (
            ask(cluster.superuser_url, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'")
            == 0
        )
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=cluster.host, user="postgres", password="guess", dbname="postgres")
        for private in (cluster.folder, cluster.folder / "data", Path(cluster.host)):
            assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert stat.S_IMODE((cluster.folder / "superuser.pw").stat().st_mode) == 0o600
        assert (Path(cluster.host) / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


def test_data_stays(place):
    with Cluster(place / "db", fast=True) as cluster:
        engine = create_engine(cluster.superuser_url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE kept AS SELECT 7 AS number"))
        engine.dispose()
    with Cluster(place / "db", fast=True) as cluster:
        assert ask(cluster.superuser_url, "SELECT number FROM kept") == 7


def test_one_folder_serves_one_supervisor(place):
    with Cluster(place / "db", fast=True) as cluster:
        with pytest.raises(ClusterBusy, match=f"Prozess {os.getpid()}"):
            Cluster(place / "db").start()
        assert ask(cluster.superuser_url, "SELECT 1") == 1


def test_killed_supervisor_leaves_no_process_and_the_next_takes_over(place):
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, place / "db"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    url = supervisor.stdout.readline().strip()
    assert ask(url, "SELECT 1") == 1
    supervisor.kill()
    supervisor.wait(30)
    supervisor.stdout.close()
    with Cluster(place / "db", fast=True) as cluster:
        assert ask(cluster.superuser_url, "SELECT 1") == 1
    wait_for(lambda: not processes_of(place / "db"), "no process left")


def test_orphaned_server_is_ended_first(place):
    """Dead, it stays a zombie here as under a container's first process that reaps nobody: its number is taken."""
    with Cluster(place / "db", fast=True) as first:
        orphan, first.process = first.process, None
    with Cluster(place / "db", fast=True) as second:
        assert ask(second.superuser_url, "SELECT 1") == 1
        assert orphan.wait(30) == 0


def test_number_of_a_dead_server_that_now_is_another_program(place):
    with Cluster(place / "db", fast=True):
        pass
    other = subprocess.Popen(["sleep", "600"], **server_user.ServerUser.for_folder(place / "db").options)
    try:
        (place / "db" / "data" / "postmaster.pid").write_text(f"{other.pid}\n")
        with Cluster(place / "db", fast=True) as cluster:
            assert ask(cluster.superuser_url, "SELECT 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait(10)


def test_killed_postmaster_can_be_started_anew(place):
    with Cluster(place / "db", fast=True) as cluster:
        busy = psycopg.connect(cluster.superuser_url.replace("+psycopg", ""))
        cluster.process.kill()
        wait_for(lambda: not cluster.running, "dead")
        cluster.start()
        assert ask(cluster.superuser_url, "SELECT 1") == 1
        busy.close()


def test_interrupted_initdb_is_no_cluster(place):
    (place / "db").mkdir(0o700)
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR, place / "db"], cwd=ROOT, stdout=subprocess.DEVNULL)
    wait_for(lambda: list((place / "db").glob("new-*/PG_VERSION")), "initdb at work")
    supervisor.kill()
    supervisor.wait(30)
    with Cluster(place / "db", fast=True) as cluster:
        assert ask(cluster.superuser_url, "SELECT 1") == 1
        assert list((place / "db").glob("new-*")) == []


def test_long_names_keep_a_short_socket(place):
    deep = place.joinpath(*["ein-recht-langer-ordnername"] * 5)
    with Cluster(deep / "db", fast=True) as cluster:
        assert ask(cluster.superuser_url, "SELECT 1") == 1
        assert stat.S_IMODE(Path(cluster.host).stat().st_mode) == 0o700
    shutil.rmtree(cluster.host)


def test_other_version_and_lost_password_are_named(place):
    with Cluster(place / "db", 16, fast=True):
        pass
    with pytest.raises(ClusterError, match="gehören zu PostgreSQL 16, nicht 18"):
        Cluster(place / "db", 18).start()
    (place / "db" / "superuser.pw").unlink()
    with pytest.raises(ClusterError, match="Kennwort"):
        Cluster(place / "db", 16).start()


def test_ordinary_user_needs_no_root(place):
    """As root: in a child that gave root up. The server then runs as that user and belongs to it."""
    account = pwd.getpwnam("nobody") if ROOT_HERE else pwd.getpwuid(os.geteuid())
    if ROOT_HERE:
        place.chmod(0o777)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if ROOT_HERE:
                os.setgroups([])
                os.setgid(account.pw_gid)
                os.setuid(account.pw_uid)
            with Cluster(place / "db", fast=True) as cluster:
                owner = os.stat(f"/proc/{cluster.process.pid}").st_uid
                with psycopg.connect(cluster.superuser_url.replace("+psycopg", "")) as connection:
                    answer = connection.execute("SELECT 1").fetchone()[0]
                os.write(writer, json.dumps([answer, owner, cluster.notes]).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as answer:
        assert json.loads(answer.read()) == [1, account.pw_uid, []]
    assert os.waitpid(child, 0)[1] == 0


class TestAsRoot:
    """Only PostgreSQL gives root up. (Collected where the tests run as root, as they do in a container.)"""

    __test__ = ROOT_HERE

    def test_it_runs_as_nobody_below_a_folder_of_roots(self, place):
        with Cluster(place / "db", fast=True) as cluster:
            assert os.stat(f"/proc/{cluster.process.pid}").st_uid == pwd.getpwnam("nobody").pw_uid
            status = Path(f"/proc/{cluster.process.pid}/status").read_text()
            assert "Groups:\t \n" in status or "Groups:\t\n" in status

    def test_it_runs_as_the_owner_of_the_folder(self, place):
        games = pwd.getpwnam("games")
        os.chown(place, games.pw_uid, games.pw_gid)
        with Cluster(place / "db", fast=True) as cluster:
            assert os.stat(f"/proc/{cluster.process.pid}").st_uid == games.pw_uid
            assert cluster.folder.stat().st_uid == games.pw_uid

    def test_unknown_owner_becomes_nobody(self, place):
        os.chown(place, 54321, 54321)
        with Cluster(place / "db", fast=True) as cluster:
            assert cluster.user.name == "nobody"

    def test_private_home_moves_data_and_programs_and_says_so(self, place, monkeypatch):
        home, shared = place / "home", place / "shared"
        home.mkdir(0o700)
        wheel = Path(server_user.importlib.util.find_spec(server_user.PACKAGE).origin).parent
        for part in (wheel, wheel.with_name(f"{server_user.PACKAGE}.libs")):
            shutil.copytree(part, home / part.name, symlinks=True)
        monkeypatch.syspath_prepend(str(home))
        monkeypatch.setattr(server_user, "SHARED", shared)
        for _ in range(2):  # the second time all is in place
            with Cluster(home / "project" / "db", fast=True) as cluster:
                assert ask(cluster.superuser_url, "SELECT 1") == 1
                assert cluster.folder.parent == cluster.bin.parents[3] == shared or cluster.bin.is_relative_to(shared)
                assert any(str(cluster.bin) in note for note in cluster.notes)
        assert (shared.stat().st_mode & 0o777) == 0o755

    def test_folder_of_somebody_else_is_refused(self, place):
        (place / "db").mkdir()
        (place / "db" / "precious").write_text("mine")
        with pytest.raises(ClusterError, match="gehört nicht"):
            Cluster(place / "db").start()
        assert (place / "db").stat().st_uid == 0


def test_the_tests_stand_on_the_version_asked_for(cluster):
    """`make test PG=16`."""
    assert ask(cluster.superuser_url, "SHOW server_version").split(".")[0] == os.environ.get("PG", "18")


def test_stopping_twice_is_harmless(place):
    cluster = Cluster(place / "db", fast=True)
    cluster.start()
    cluster.start()
    cluster.stop()
    cluster.stop()
    assert not cluster.running
