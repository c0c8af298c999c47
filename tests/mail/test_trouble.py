"""What every page of the staff says of mail that does not leave, and how many were not delivered."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.mail.models import OutgoingMail
from app.mail.servers import MailServer
from tenants import db, now
from tests.mail.letters import post
from tests.mail.test_postausgang import failed, sent
from tests.mail.test_views import OUTBOX, plain_mail

START = "/verwaltung/"
STUCK = "ist der Mailserver nicht zu erreichen"


def waiting(app, agency, minutes: int, **options):
    """A mail that has waited so long."""
    mail_id = plain_mail(app, agency, **options)
    with agency.work():
        OutgoingMail.get(mail_id).queued_at = now() - timedelta(minutes=minutes)
    return mail_id


def test_every_page_says_that_no_mail_leaves(app, cast):
    waiting(app, cast.a, 10)
    client = cast.a.sign_in("member").get(START)
    assert STUCK in client.text
    assert client.follow("Wartende E-Mails").path == f"{OUTBOX}?zustand=queued"
    assert STUCK in client.get("/verwaltung/kunden").text
    assert STUCK not in cast.a.sign_in("reader").get(START).text
    assert STUCK not in cast.b.sign_in("member").get(START).text


@pytest.mark.parametrize(
    ("minutes", "urgent", "left", "stuck"),
    [
        (1, True, False, False),
        (3, True, False, True),
        (3, True, True, True),
        (10, False, False, False),
        (40, False, False, True),
        (40, False, True, False),
    ],
)
def test_a_long_line_of_bulk_stands_still_only_if_nothing_leaves(app, cast, minutes, urgent, left, stuck):
    if left:
        sent(app, cast.a)
    waiting(app, cast.a, minutes, urgent=urgent)
    assert (STUCK in cast.a.sign_in("member").get(START).text) == stuck


def test_a_mail_of_which_a_server_has_spoken_is_not_stuck(app, cast):
    mail_id = waiting(app, cast.a, 10)
    with cast.a.work():
        mail = OutgoingMail.get(mail_id)
        mail.claim()
        mail.delay("Das Postfach des Empfängers ist voll.", "452 4.2.2 full")
    assert STUCK not in cast.a.sign_in("member").get(START).text


def test_trouble_of_the_own_server_is_said(app, cast):
    with cast.a.work():
        own = MailServer(
            host="mail.example.org",
            port=465,
            security="tls",
            username="",
            address="post@example.org",
            verified_at=now(),
        )
        own.trouble, own.trouble_at = "Die Anmeldung wurde abgelehnt.", now()
        db.session.add(own)
    client = cast.a.sign_in("owner").get(START)
    assert re.search(
        r"nimmt Ihr Mailserver keine E-Mails an \(seit [^)]+\): Die Anmeldung wurde abgelehnt\.", client.text
    )
    assert client.follow("Absender und Mailserver").status == 200


def test_failures_of_the_last_days_are_counted_until_they_are_sent_again(app, cast):
    mails = [failed(app, cast.a) for _each in range(2)]
    old = failed(app, cast.a)
    with cast.a.work():
        OutgoingMail.get(old).queued_at = now() - timedelta(days=8)
    client = cast.a.sign_in("member").get(START)
    assert "Postausgang 2 nicht zugestellt" in client.text
    client.get(f"{OUTBOX}/{mails[0]}").submit("Erneut senden")
    assert "Postausgang 1 nicht zugestellt" in client.get(START).text
    assert "nicht zugestellt" not in cast.b.sign_in("member").get(START).text


def test_banner_and_count_cost_one_query_however_many_mails_wait(app, cast, count_queries):
    client, counts = cast.a.sign_in("member"), []
    client.get(START)
    for _round in range(2):
        for _each in range(5):
            failed(app, cast.a)
            waiting(app, cast.a, 10)
            post(app, cast.a, "x@example.org")
        with count_queries() as statements:
            client.get(START)
        counts.append(len([each for each in statements if "outgoing_mail" in str(each)]))
    assert counts == [1, 1]
