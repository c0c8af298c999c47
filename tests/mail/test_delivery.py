"""What becomes of a mail that does not leave at the first try: pauses, no patience any more, links that died."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.mail.breaker import LONGEST_BREAK
from app.mail.delivery import GIVE_UP_AFTER, JITTER, LONGEST_PAUSE, pause_before
from app.mail.models import MOST_UNANSWERED
from app.mail.servers import MailServer as OwnServer
from app.mail.worker import run_once
from tenants import now
from tests.mail.letters import empty_queue, look, post
from tests.mail.own import ALLOWED, OwnMailServer, use
from tests.mail.servers import BadServer, MailServer


@pytest.fixture(autouse=True)
def _empty_queue(superuser):
    empty_queue(superuser)


@pytest.fixture
def pass_time(superuser, clock):
    """Let so many seconds pass, for the queue too."""

    def move(seconds: float) -> None:
        clock.move(seconds=seconds)
        with superuser.begin() as connection:
            later = "UPDATE queue.procrastinate_jobs SET scheduled_at = scheduled_at - make_interval(secs => :seconds)"
            connection.execute(text(later), {"seconds": seconds})

    return move


def jobs_left(superuser) -> int:
    with superuser.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM queue.procrastinate_jobs")).scalar_one()


def nowhere() -> int:
    """A port where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]


def test_pauses_grow_to_an_hour_and_no_two_are_alike():
    for attempt in range(2, 60):
        least = min(LONGEST_PAUSE, 30 * 2 ** (attempt - 2)) * (1 - JITTER)
        assert least <= pause_before(attempt, 30) <= LONGEST_PAUSE * (1 + JITTER)
    assert len({pause_before(2, 30) for _each in range(50)}) > 40


def test_refusals_for_now_are_tried_for_two_days_and_then_shown(mail_app, agency, address, pass_time, superuser):
    tries = 0
    with MailServer(*["451 4.7.1 Greylisted"] * 200) as server:
        app = mail_app(server.url)
        mail_id = post(app, agency, address, expires_at=None)
        while look(app, agency, mail_id).state == "queued":
            run_once(app)
            tries += 1
            assert tries < 100
            pass_time(4 * LONGEST_PAUSE)
    mail = look(app, agency, mail_id)
    assert (mail.state, mail.reply) == ("failed", "451 4.7.1 Greylisted")
    assert GIVE_UP_AFTER <= mail.failed_at - mail.queued_at < GIVE_UP_AFTER + timedelta(hours=5)
    assert mail.attempts == tries
    assert jobs_left(superuser) == 0


def test_an_hour_without_a_server_fails_no_mail_and_all_leave_soon_after(mail_app, agency, pass_time):
    app = mail_app(f"smtp://127.0.0.1:{nowhere()}")
    ids = [post(app, agency, f"{each}@example.org", urgent=each % 2 == 0) for each in range(6)]
    for _each in range(12):
        run_once(app)
        pass_time(300)
    assert {(look(app, agency, mail).state, look(app, agency, mail).attempts) for mail in ids} == {("queued", 0)}
    with MailServer() as server:
        app.config["MAIL_PORT"] = server.port
        for _each in range(5):
            pass_time(60)
            run_once(app)
    assert {look(app, agency, mail).state for mail in ids} == {"sent"}
    assert set(server.ids().values()) == {1}


def test_a_server_that_is_down_is_tried_by_one_mail_at_a_time(mail_app, agency, pass_time):
    with BadServer("MAIL", "refuses") as server:
        app = mail_app(f"smtp://127.0.0.1:{server.port}")
        for each in range(6):
            post(app, agency, f"{each}@example.org")
        for _each in range(4):
            run_once(app)
            pass_time(LONGEST_BREAK + 1)
    assert server.conversations == 4


def test_answers_that_never_come_burn_few_mails(mail_app, agency, pass_time):
    with BadServer("answer", "stalls") as server:
        app = mail_app(f"smtp://127.0.0.1:{server.port}")
        app.config["MAIL_TIMEOUT"] = 0.5
        ids = [post(app, agency, f"{each}@example.org") for each in range(7)]
        for _each in range(4):
            run_once(app)
            pass_time(LONGEST_BREAK + 1)
        assert {look(app, agency, mail).state for mail in ids} == {"queued"}
        assert max(look(app, agency, mail).unanswered for mail in ids) == 1, "nobody's last try is spent on finding out"
        server.manner = None
        for _each in range(4):
            run_once(app)
            pass_time(LONGEST_BREAK + 1)
    assert {look(app, agency, mail).state for mail in ids} == {"sent"}


class Picky(MailServer):
    """Goes away whenever it hears of one recipient."""

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if address == "anna@example.org":
            return "421 4.7.0 Closing"
        return await super().handle_RCPT(server, session, envelope, address, options)


def test_a_mail_that_the_server_goes_away_over_holds_up_no_other_and_is_given_up(mail_app, agency, pass_time):
    with Picky() as server:
        app = mail_app(server.url)
        first = post(app, agency, "anna@example.org", expires_at=None)
        others = [post(app, agency, f"{each}@example.org", expires_at=None) for each in range(4)]
        run_once(app)
        assert {look(app, agency, mail).state for mail in others} == {"sent"}
        assert look(app, agency, first).unanswered == 0
        for _each in range(30):
            pass_time(300)
            run_once(app)
        pass_time(48 * 3600)
        run_once(app)
    mail = look(app, agency, first)
    assert (mail.state, mail.reply) == ("failed", "421 4.7.0 Closing")
    assert mail.failed_at - mail.queued_at >= GIVE_UP_AFTER


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_a_server_that_hangs_up_before_it_has_the_message_costs_no_mail_a_try(mail_app, agency, pass_time, stage):
    with BadServer(stage, "drops") as server:
        app = mail_app(f"smtp://127.0.0.1:{server.port}")
        ids = [post(app, agency, f"{each}@example.org") for each in range(2)]
        for _each in range(12):
            run_once(app)
            pass_time(300)
        assert {(look(app, agency, mail).state, look(app, agency, mail).unanswered) for mail in ids} == {("queued", 0)}
        server.manner = None
        for _each in range(5):
            run_once(app)
            pass_time(60)
    assert {look(app, agency, mail).state for mail in ids} == {"sent"}


def test_nonsense_in_answer_to_a_message_is_no_answer(mail_app, agency, pass_time):
    with MailServer(*["354 go on"] * 9) as server:
        app = mail_app(server.url)
        mail_id = post(app, agency, "anna@example.org")
        for _each in range(5):
            run_once(app)
            pass_time(300)
    assert look(app, agency, mail_id).state == "failed"
    assert server.seen == MOST_UNANSWERED


def test_a_mail_whose_link_dies_meanwhile_is_given_up_while_the_server_is_still_down(
    mail_app, agency, address, pass_time, superuser
):
    app = mail_app(f"smtp://127.0.0.1:{nowhere()}")
    mail_id = post(app, agency, address, expires_at=now() + timedelta(hours=48))
    run_once(app)
    assert look(app, agency, mail_id).state == "queued"
    pass_time(49 * 3600)
    run_once(app)
    mail = look(app, agency, mail_id)
    assert (mail.state, mail.content) == ("expired", None)
    assert jobs_left(superuser) == 0


def test_an_own_server_that_is_away_for_two_days_is_said_to_staff(mail_app, agency, pass_time, superuser):
    own = OwnMailServer()  # which nobody starts
    with MailServer() as ours:
        app = mail_app(ours.url, **ALLOWED)
        use(agency, own)
        ids = [post(app, agency, f"{each}@example.org", expires_at=None) for each in range(3)]
        for _each in range(5):
            run_once(app)
            pass_time(9 * 3600)
        assert {look(app, agency, mail).state for mail in ids} == {"queued"}
        for _each in range(2):
            pass_time(4 * 3600)
            run_once(app)
    assert {look(app, agency, mail).state for mail in ids} == {"failed"}
    assert look(app, agency, ids[0]).reason == "Der Mailserver war nicht erreichbar."
    assert not ours.received
    assert jobs_left(superuser) == 0


def test_a_mail_goes_by_the_server_that_the_agency_has_chosen_meanwhile(mail_app, agency, address, pass_time):
    own = OwnMailServer()
    with MailServer() as ours:
        app = mail_app(ours.url, **ALLOWED)
        use(agency, own)
        mail_id = post(app, agency, address)
        run_once(app)
        with agency.work():
            OwnServer.remove()
        pass_time(LONGEST_BREAK + 1)
        run_once(app)
    assert look(app, agency, mail_id).state == "sent"
    assert len(ours.received) == 1
