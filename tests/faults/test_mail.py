"""A mail survives kill -9 of whoever holds it, at every moment, and is doubled at most once, byte for byte.

Real processes against a real SMTP server. The moments are held with locks of the database and a server that owes its
answer, never with waiting times.
"""

import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.cast import make_agency
from tests.live import ROOT, Installation
from tests.mail.letters import empty_queue, look, post
from tests.mail.servers import MailServer

WRITER = """
import sys, time
from app import create_app
from tenants import as_tenant, db
from tests.mail.letters import enqueue, values
app = create_app()
with app.app_context(), as_tenant(int(sys.argv[1])):
    mail = enqueue("set_password", sys.argv[2], values=values())
    db.session.flush()
    if sys.argv[3] == "commit":
        db.session.commit()
    print("ready", flush=True)
    time.sleep(600)
"""


def until(condition, seconds: float = 60):
    """What `condition` returns once it is true; AssertionError when it does not become true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("did not come about")


@pytest.fixture
def agency(app, superuser):
    empty_queue(superuser)
    return make_agency(app, "Hafenlicht")


@pytest.fixture
def running(urls, config, tmp_path):
    """Start workers against a mail server; what was started is ended."""
    started = []

    @contextmanager
    def run(server: MailServer):
        installation = Installation(urls, tmp_path, config["SECRET_KEYS"][0])
        installation.postbox = server
        started.append(installation)
        with server:
            installation.start_worker()
            yield installation
            installation.stop()

    yield run
    for installation in started:
        installation.stop()


def kill(installation: Installation) -> None:
    os.kill(installation.worker.pid, signal.SIGKILL)
    installation.worker.wait(10)


def state(app, agency, mail_id) -> str:
    return look(app, agency, mail_id).state


def has_waiter(superuser) -> bool:
    """Whether somebody waits for a lock that we hold."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with superuser.connect() as connection:
        return connection.execute(text(waiting)).scalar_one() > 0


def write_and_die(urls, config, agency, address: str, then: str) -> None:
    """A process that queues a mail, commits or not, and is killed."""
    environment = Installation(urls, Path(config["FILES_DIR"]), config["SECRET_KEYS"][0]).environment
    command = [sys.executable, "-c", WRITER, str(agency.tenant_id), address, then]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "ready\n"
        writer.kill()


def mails_to(superuser, address: str) -> int:
    with superuser.connect() as connection:
        query = text("SELECT count(*) FROM outgoing_mail WHERE recipient = :address")
        return connection.execute(query, {"address": address}).scalar_one()


def test_writer_killed_before_commit_leaves_no_mail(urls, config, agency, superuser, running):
    address = f"{secrets.token_hex(4)}@example.org"
    write_and_die(urls, config, agency, address, "wait")
    until(lambda: not _open_transactions(superuser))
    with superuser.connect() as connection:
        jobs = connection.execute(text("SELECT count(*) FROM queue.procrastinate_jobs")).scalar_one()
    assert (mails_to(superuser, address), jobs) == (0, 0)


def _open_transactions(superuser) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app_user' AND state LIKE 'idle in transaction%'"
    with superuser.connect() as connection:
        return connection.execute(text(query)).scalar_one()


def test_writer_killed_after_commit_leaves_a_mail_that_is_sent_once(urls, config, agency, superuser, running):
    address = f"{secrets.token_hex(4)}@example.org"
    write_and_die(urls, config, agency, address, "commit")
    assert mails_to(superuser, address) == 1
    with running(MailServer()) as installation:
        until(lambda: installation.postbox.mails_to(address))
    assert len(installation.postbox.mails_to(address)) == 1


def test_worker_killed_with_a_claimed_mail_sends_it_once(app, agency, running):
    mail_id = post(app, agency, "anna@example.org")
    server = MailServer(hold_before=600)
    with running(server) as installation:
        until(lambda: server.seen)
        kill(installation)
        assert state(app, agency, mail_id) == "sending"
        server.hold_before = 0
        installation.start_worker()
        until(lambda: state(app, agency, mail_id) == "sent")
    assert list(server.ids().values()) == [1]


def test_worker_killed_after_the_server_took_the_mail_resends_the_same_bytes_once(app, agency, superuser, running):
    mail_id = post(app, agency, "anna@example.org")
    server = MailServer(hold_before=2)
    with running(server) as installation:
        until(lambda: server.seen)
        with superuser.begin() as lock:
            lock.execute(text("SELECT 1 FROM outgoing_mail WHERE id = :id FOR UPDATE"), {"id": mail_id})
            until(lambda: server.messages and has_waiter(superuser))  # 250 was said, the mark waits for our lock
            kill(installation)
        assert state(app, agency, mail_id) == "sending"
        server.hold_before = 0
        installation.start_worker()
        until(lambda: state(app, agency, mail_id) == "sent")
    assert server.ids() == {look(app, agency, mail_id).message_id: 2}
    assert server.messages[0] == server.messages[1]


def test_worker_killed_after_marking_sends_nothing_again(app, agency, superuser, running):
    mail_id = post(app, agency, "anna@example.org")
    server = MailServer(hold_before=2)
    with running(server) as installation:
        until(lambda: server.seen)
        with superuser.begin() as lock:
            lock.execute(text("SELECT 1 FROM queue.procrastinate_jobs WHERE status = 'doing' FOR UPDATE"))
            until(lambda: state(app, agency, mail_id) == "sent" and has_waiter(superuser))
            kill(installation)
        installation.start_worker()
        until(lambda: not _jobs_of(superuser, mail_id))
    assert list(server.ids().values()) == [1]


def _jobs_of(superuser, mail_id) -> int:
    query = text("SELECT count(*) FROM queue.procrastinate_jobs WHERE args->>'mail_id' = :id")
    with superuser.connect() as connection:
        return connection.execute(query, {"id": str(mail_id)}).scalar_one()


def test_stopped_worker_finishes_the_mail_at_hand(app, agency, running):
    mail_id = post(app, agency, "anna@example.org")
    server = MailServer(hold_before=2)
    with running(server) as installation:
        until(lambda: server.seen)
        installation.worker.terminate()
        assert installation.worker.wait(30) == 0
        assert state(app, agency, mail_id) == "sent"
    assert list(server.ids().values()) == [1]


def test_no_mail_is_lost_or_invented_while_workers_are_killed(app, agency, running):
    """`make faults` does the same with 1,000 mails and 25 kills."""
    ids = [post(app, agency, "anna@example.org") for _each in range(30)]
    server = MailServer()
    with running(server) as installation:
        for taken in (3, 15):
            until(lambda enough=taken: len(server.messages) >= enough)
            kill(installation)
            installation.start_worker()
        until(lambda: all(state(app, agency, mail_id) == "sent" for mail_id in ids), 120)
    assert set(server.ids()) == {look(app, agency, mail_id).message_id for mail_id in ids}
    assert max(server.ids().values()) <= 2


def test_two_workers_send_each_mail_once(app, agency, running, urls, config, tmp_path):
    ids = [post(app, agency, "anna@example.org") for _each in range(40)]
    server = MailServer()
    with running(server) as installation:
        second = Installation(urls, tmp_path, config["SECRET_KEYS"][0])
        second.postbox = server
        second.start_worker()
        until(lambda: all(state(app, agency, mail_id) == "sent" for mail_id in ids))
        second.stop()
    assert len(server.ids()) == 40
    assert set(server.ids().values()) == {1}
    assert installation.worker.returncode == 0


def test_mail_kept_by_the_app_is_the_mail_that_travelled(app, agency, running):
    mail_id = post(app, agency, "anna@example.org")
    stored = look(app, agency, mail_id).content
    server = MailServer()
    with running(server):
        until(lambda: state(app, agency, mail_id) == "sent")
    assert server.messages == [stored]
