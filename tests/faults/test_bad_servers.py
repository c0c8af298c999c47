"""A mail server that stalls, drips, hangs up, breaks the line, refuses or babbles, at every stage of a conversation.

Whatever it does the job ends within its time, the mail is not lost, and once the server is good again it has the mail:
once, or twice where it had kept it without saying so.
"""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.mail.worker import run_once
from tests.cast import make_agency
from tests.mail.conftest import mail_app  # noqa: F401 - a fixture
from tests.mail.letters import empty_queue, look, post
from tests.mail.servers import MANNERS, STAGES, BadServer

SLOW = {"drips"}
"""Manners that hold a job until its patience ends; three stages stand for all."""


@pytest.mark.parametrize("manner", MANNERS)
def test_mail_is_neither_lost_nor_sent_three_times(mail_app, app, superuser, manner):  # noqa: F811
    empty_queue(superuser)
    agency = make_agency(app, "Hafenlicht")
    stages = STAGES[::3] if manner in SLOW else STAGES
    for stage in stages:
        with BadServer(stage, manner) as server:
            product = mail_app(server.url, MAIL_TIMEOUT=0.5, MAIL_PATIENCE=1.5)
            mail_id = post(product, agency, "anna@example.org")
            stored = look(product, agency, mail_id).content
            run_once(product)
            assert server.conversations == 1, stage
            assert look(product, agency, mail_id).state == "queued", stage
            server.manner = None
            product.extensions.update(mail_app(server.url).extensions)  # the pause before the next try is over
            _make_due(superuser)
            run_once(product)
        assert look(product, agency, mail_id).state == "sent", stage
        assert server.messages == [stored] * (2 if stage == "answer" else 1), stage


def _make_due(superuser) -> None:
    with superuser.begin() as connection:
        connection.execute(text("UPDATE queue.procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"))
