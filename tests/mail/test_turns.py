"""Whose mail goes next: agencies take turns, the urgent comes before bulk, own servers have a queue of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.jobs import jobs
from app.mail.worker import run_once
from tenants import as_tenant, db, now
from tests.mail.letters import empty_queue, enqueue, post, values
from tests.mail.own import ALLOWED, OwnMailServer, use
from tests.mail.servers import MailServer


@pytest.fixture(autouse=True)
def _empty_queue(superuser):
    empty_queue(superuser)


def post_many(app, agency, number: int, name: str, **options) -> None:
    """Queue so many mails, to name-0, name-1 …"""
    with app.app_context(), as_tenant(agency.tenant_id):
        for each in range(number):
            enqueue("set_password", f"{name}-{each}@example.org", values=values(), **options)


def order(server: MailServer) -> list[str]:
    """To whom mails were sent, one after the other, without the numbers."""
    return [to[0].partition("-")[0] for to, _raw in server.received]


def waiting(superuser) -> list:
    with superuser.connect() as connection:
        query = "SELECT queue_name, priority, scheduled_at, attempts FROM queue.procrastinate_jobs ORDER BY id"
        return list(connection.execute(text(query)))


def test_an_agency_that_sends_many_leaves_every_other_its_turn(mail_app, cast):
    with MailServer() as server:
        app = mail_app(server.url)
        post_many(app, cast.a, 30, "newsletter", urgent=False)
        post_many(app, cast.b, 12, "news", urgent=False)
        post_many(app, cast.b, 1, "link")
        run_once(app)
    places = [place for place, name in enumerate(order(server)) if name != "newsletter"]
    assert len(order(server)) == 43
    assert places == [1, 2, *range(4, 26, 2)], "one of each in turn"
    assert order(server)[2] == "link"


def test_a_mail_that_is_tried_again_keeps_its_turn(mail_app, cast, superuser):
    with MailServer("451 4.7.1 Later") as server:
        app = mail_app(server.url)
        post_many(app, cast.a, 15, "newsletter", urgent=False)
        before = waiting(superuser)
        assert [job.priority for job in before] == [-place for place in range(15)]
        run_once(app)
    (again,) = waiting(superuser)
    assert (again.queue_name, again.priority, again.attempts) == ("bulk", 0, 1)


def test_what_was_put_off_when_it_was_written_costs_no_turn(app, cast, superuser):
    with app.app_context(), as_tenant(cast.a.tenant_id):
        for _each in range(20):
            jobs["mail.deliver"].defer(at=now() + timedelta(days=1), mail_id="none")
        jobs["mail.deliver"].defer(mail_id="none")
    assert waiting(superuser)[-1].priority == 0
    with superuser.begin() as connection:
        connection.execute(text("UPDATE queue.procrastinate_jobs SET attempts = 1"))
    with app.app_context(), as_tenant(cast.a.tenant_id):
        jobs["mail.deliver"].defer(mail_id="none")
    assert waiting(superuser)[-1].priority == -1, "what the server put off does"


def test_an_agencys_mails_keep_their_order_while_a_backlog_drains(mail_app, cast):
    """A new mail never overtakes an older one, or the oldest would wait for as long as new ones come."""
    with MailServer() as server:
        app = mail_app(server.url)
        post_many(app, cast.a, 20, "old")
        post_many(app, cast.b, 3, "other")
        post_many(app, cast.a, 5, "new")
        run_once(app)
    own = [name for name in order(server) if name != "other"]
    assert own == ["old"] * 20 + ["new"] * 5
    assert order(server)[:6] == ["old", "other"] * 3


def test_every_job_of_a_great_number_has_a_turn_of_its_own(app, cast, superuser):
    with app.app_context(), as_tenant(cast.a.tenant_id):
        call = "SELECT count(queue.enqueue('bulk', 'mail.deliver', '{}', NULL)) FROM generate_series(1, 1200)"
        db.session.connection().exec_driver_sql(call)
    assert min(job.priority for job in waiting(superuser)) == -1199


def test_mails_by_an_agencys_own_server_wait_in_their_own_queue_the_urgent_first(mail_app, cast, superuser, address):
    with OwnMailServer() as own, MailServer() as ours:
        app = mail_app(ours.url, **ALLOWED)
        use(cast.a, own)
        post_many(app, cast.a, 12, "newsletter", urgent=False)
        post(app, cast.a, address)
        post(app, cast.b, address)
        found = waiting(superuser)
        assert [job.queue_name for job in found] == ["own"] * 13 + ["urgent"]
        assert found[12].priority > 0 >= max(job.priority for job in found[:12])
        run_once(app)
    assert own.received[0][0] == [address]
    assert (len(own.received), len(ours.received)) == (13, 1)
