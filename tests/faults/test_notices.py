"""News survives kill -9 of the worker that makes the mail of it: told once, whatever happens in between."""

from __future__ import annotations

import os
import signal

import pytest
from sqlalchemy import text

from app.tasks.models import Task
from tests.cast import make_agency
from tests.faults.test_mail import has_waiter, running, until  # noqa: F401 - a fixture
from tests.mail.letters import empty_queue
from tests.mail.servers import MailServer


@pytest.fixture
def agency(app, superuser, monkeypatch):
    """The member is given three tasks, one after the other, and is to be told of it at once."""
    empty_queue(superuser)
    monkeypatch.setitem(app.config, "NOTICE_QUIET", 0)
    agency = make_agency(app, "Hafenlicht")
    for title in ("Eins", "Zwei", "Drei"):
        with agency.work():
            Task.add(title=title, assignees=[agency.member.load()])
    return agency


def rows(superuser, table: str, agency) -> int:
    with superuser.connect() as connection:
        query = text(f"SELECT count(*) FROM {table} WHERE tenant_id = :tenant")
        return connection.execute(query, {"tenant": agency.tenant_id}).scalar_one()


def test_worker_killed_while_it_makes_the_mail_tells_everything_once(agency, superuser, running):  # noqa: F811
    with running(MailServer()) as installation:
        with superuser.begin() as lock:
            # it has rendered the mail, and cannot write it
            lock.execute(text("LOCK TABLE outgoing_mail IN EXCLUSIVE MODE"))
            until(lambda: has_waiter(superuser))
            os.kill(installation.worker.pid, signal.SIGKILL)
            installation.worker.wait(10)
        assert rows(superuser, "notice", agency) == 3
        installation.start_worker()
        until(lambda: installation.postbox.mails_to(agency.member.email))
        until(lambda: not rows(superuser, "notice", agency))
    [mail] = installation.postbox.mails_to(agency.member.email)
    assert mail["Subject"] == "3 Neuigkeiten bei Hafenlicht"
    assert rows(superuser, "outgoing_mail", agency) == 1
