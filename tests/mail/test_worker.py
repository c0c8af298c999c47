"""The worker against a real SMTP server: sends, tries again, gives up, and never loses a mail."""

import socket
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from app.jobs import Later, job, jobs
from app.mail.delivery import GIVE_UP_AFTER, deliver
from app.mail.models import MOST_UNANSWERED
from app.mail.worker import Pauses, run_once
from tenants import as_tenant, current_tenant_id
from tests.mail.letters import empty_queue, look, post, values
from tests.mail.servers import MailServer


@pytest.fixture(autouse=True)
def _empty_queue(superuser):
    empty_queue(superuser)


@pytest.fixture
def make_due(superuser):
    """Let everything that waits for a later time be due now."""

    def make() -> int:
        with superuser.begin() as connection:
            waiting = "UPDATE queue.procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"
            return connection.execute(text(waiting)).rowcount

    return make


def test_mail_arrives_once_with_its_stored_bytes(mail_app, agency, address):
    with MailServer() as server:
        app = mail_app(server.url)
        mail_id = post(app, agency, address)
        stored = look(app, agency, mail_id).content
        run_once(app)
        run_once(app)
    assert server.messages == [stored]
    mail = look(app, agency, mail_id)
    assert (mail.state, mail.attempts, mail.reply) == ("sent", 1, "2.0.0 OK")


def test_refusal_for_now_is_tried_again_with_the_same_bytes(mail_app, agency, address, make_due):
    with MailServer("451 4.7.1 Greylisted", "452 4.2.2 Mailbox full") as server:
        app = mail_app(server.url)
        mail_id = post(app, agency, address)
        stored = look(app, agency, mail_id).content
        run_once(app)
        waiting = look(app, agency, mail_id)
        assert (waiting.state, waiting.unanswered) == ("queued", 0)
        assert waiting.reason == "Der Mailserver des Empfängers bittet um einen späteren Versuch."
        for _each in range(2):
            assert make_due() == 1
            run_once(app)
    mail = look(app, agency, mail_id)
    assert (mail.state, mail.attempts, mail.reason) == ("sent", 3, None)
    assert server.messages == [stored]


def test_refusal_for_good_is_shown_and_not_tried_again(mail_app, agency, address, make_due):
    with MailServer("550 5.1.1 <anna> User unknown") as server:
        app = mail_app(server.url)
        mail_id = post(app, agency, address)
        run_once(app)
        assert make_due() == 0
    mail = look(app, agency, mail_id)
    assert (mail.state, mail.reason) == ("failed", "Diese E-Mail-Adresse gibt es nicht.")
    assert (mail.reply, mail.content) == ("550 5.1.1 <anna> User unknown", None)


@pytest.mark.parametrize("code", [451, 554])
def test_server_that_quotes_a_personal_link_gives_it_away_to_nobody(mail_app, agency, address, caplog, code):
    link = values()["link"] + "-IjAxYTIwNWNkLWJhZWUi.aBcDeF.x_Yz0123456789"
    with MailServer(f"{code} 5.7.1 <{link}> is listed") as server:
        app = mail_app(server.url)
        mail_id = post(app, agency, address, values=values() | {"link": link})
        run_once(app)
    reply = look(app, agency, mail_id).reply
    assert reply.startswith(f"{code} 5.7.1 <https://")
    assert reply.endswith("/kunden/passwort/…> is listed")
    assert "IjAxYTIwNWNk" not in caplog.text


def test_server_that_goes_away_quoting_a_personal_link_gives_it_to_no_log(mail_app, agency, address, caplog):
    with MailServer(f"421 4.7.0 <{values()['link']}> is listed") as server:
        app = mail_app(server.url)
        mail_id = post(app, agency, address)
        run_once(app)
    assert look(app, agency, mail_id).state == "queued"
    assert "went away over mail" in caplog.text
    assert "/kunden/passwort/" not in caplog.text


def test_refusals_for_now_end_after_two_days(mail_app, agency, address, clock):
    with MailServer("451 4.0.0 Later") as server:
        app = mail_app(server.url)
        mail_id = post(app, agency, address)
        clock.move(seconds=(GIVE_UP_AFTER + timedelta(seconds=1)).total_seconds())
        run_once(app)
    assert look(app, agency, mail_id).state == "failed"


def test_server_that_is_down_costs_no_mail_an_attempt(mail_app, agency, address, make_due):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    app = mail_app(f"smtp://127.0.0.1:{port}")
    ids = [post(app, agency, address) for _each in range(20)]
    run_once(app)
    mails = [look(app, agency, mail_id) for mail_id in ids]
    assert {(mail.state, mail.attempts) for mail in mails} == {("queued", 0)}
    with MailServer() as server:
        app.config["MAIL_PORT"] = server.port
        app.extensions["mail_breakers"].of("ours").answered(0)
        make_due()
        run_once(app)
    assert len(server.ids()) == 20
    assert set(server.ids().values()) == {1}


def test_answer_that_never_came_means_one_resend_and_no_third(mail_app, agency, address, make_due):
    with MailServer(hold_after=2) as server:
        app = mail_app(server.url)
        app.config["MAIL_TIMEOUT"] = 0.5
        mail_id = post(app, agency, address)
        for _each in range(MOST_UNANSWERED + 1):
            run_once(app)
            make_due()
    mail = look(app, agency, mail_id)
    assert mail.state == "failed"
    assert "zweimal unterbrochen" in mail.reason
    assert server.ids() == {mail.message_id: 2}
    assert server.messages[0] == server.messages[1]


def test_a_job_that_comes_twice_sends_once(mail_app, agency, address):
    with MailServer() as server:
        app = mail_app(server.url)
        mail_id = post(app, agency, address)
        with app.app_context():
            deliver(agency.tenant_id, mail_id=str(mail_id))
            deliver(agency.tenant_id, mail_id=str(mail_id))
    assert server.seen == 1


def test_a_job_cannot_reach_another_agencys_mail(mail_app, cast, address):
    with MailServer() as server:
        app = mail_app(server.url)
        mail_id = post(app, cast.a, address)
        with app.app_context():
            deliver(cast.b.tenant_id, mail_id=str(mail_id))
    assert server.seen == 0
    assert look(app, cast.a, mail_id).state == "queued"


def test_bulk_and_urgent_are_both_worked_off(mail_app, agency, address):
    with MailServer() as server:
        app = mail_app(server.url)
        post(app, agency, address, urgent=False)
        post(app, agency, address)
        run_once(app)
    assert len(server.ids()) == 2


def test_job_runs_in_the_tenant_that_deferred_it(mail_app, cast, monkeypatch):
    seen = []
    monkeypatch.delitem(jobs, "test.where", raising=False)
    where = job("test.where")(lambda word: seen.append((current_tenant_id(), word)))
    monkeypatch.setitem(jobs, "test.where", where)
    app = mail_app()
    for agency in (cast.a, cast.b):
        with app.app_context(), as_tenant(agency.tenant_id):
            where.defer(word=agency.slug)
    run_once(app)
    assert sorted(seen) == sorted((agency.tenant_id, agency.slug) for agency in (cast.a, cast.b))


def test_job_that_raises_runs_again_after_growing_pauses():
    tried = [SimpleNamespace(attempts=number) for number in range(4)]
    waits = [Pauses(4).get_retry_decision(exception=ValueError(), job=each) for each in tried]
    assert waits[3] is None
    assert waits[0].retry_at < waits[1].retry_at < waits[2].retry_at
    assert Pauses(1).get_retry_decision(exception=Later(5), job=tried[3]) is not None


def test_claim_is_refused_for_what_has_ended(app, agency, address):
    mail = look(app, agency, post(app, agency, address))
    mail.sent("OK")
    assert not mail.claim()
