"""A mail server that stalls, drips, hangs up, breaks the line, refuses or babbles, at every stage of a conversation.

Whatever it does the job ends within its time, the mail is not lost, and once the server is good again it has the mail:
once, or twice where it had kept it without saying so.
"""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.mail.breaker import Breakers
from app.mail.worker import run_once
from tests.cast import make_agency
from tests.mail.conftest import mail_app  # noqa: F401 - a fixture
from tests.mail.letters import empty_queue, look, post
from tests.mail.servers import MANNERS, STAGES, BadServer

IMPATIENCE = {"stalls": {"MAIL_TIMEOUT": 0.4}, "drips": {"MAIL_PATIENCE": 0.8}}
"""The product's own is half a minute without a byte, and two for a conversation."""


@pytest.mark.parametrize("manner", MANNERS)
def test_mail_is_neither_lost_nor_sent_three_times(mail_app, app, superuser, manner):  # noqa: F811
    empty_queue(superuser)
    agency, product = make_agency(app, "Hafenlicht"), mail_app("smtp://127.0.0.1")
    usual = {name: product.config[name] for name in IMPATIENCE.get(manner, {})}
    for stage in STAGES:
        with BadServer(stage, manner) as server:
            product.config.update(IMPATIENCE.get(manner, {}), MAIL_PORT=server.port)
            mail_id = post(product, agency, "anna@example.org")
            stored = look(product, agency, mail_id).content
            run_once(product)
            assert server.conversations == 1, stage
            assert look(product, agency, mail_id).state == "queued", stage

            server.manner = None
            product.config.update(usual)
            _end_pauses(product, superuser)
            run_once(product)
        assert look(product, agency, mail_id).state == "sent", stage
        assert server.messages[-1] == stored, stage
        assert server.messages[:-1] in ([], [stored] if stage == "answer" else []), stage


def _end_pauses(product, superuser) -> None:
    """Those of the server and those of the mails."""
    product.extensions["mail_breakers"] = Breakers()
    with superuser.begin() as connection:
        connection.execute(text("UPDATE queue.procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"))
