"""One mail with all that waits, and everything looked at again before it is written."""

from __future__ import annotations

import threading
from email import message_from_bytes, policy

import pytest
from sqlalchemy import text

from app.access.models import ContactNotification, ContactPermission
from app.customers.models import Customer
from app.groups.models import GroupMembership
from app.mail.models import MailSwitch, OutgoingMail
from app.mail.registry import get_mail
from app.mail.worker import run_once
from app.notifications.digest import digest
from app.notifications.mails import MOST
from app.notifications.models import Notice, StaffSilence
from tenants import db, now
from tests import letters


@pytest.fixture
def later(clock):
    """Let the time pass that notices wait."""
    return lambda: clock.move(minutes=3)


def notices(agency) -> int:
    with agency.work():
        return db.session.scalar(db.select(db.func.count()).select_from(Notice))


def text_of(mail) -> str:
    return letters.text_of(mail).replace("\r\n", "\n")


def letter(agency):
    """The one mail of the agency as it travels."""
    with agency.work():
        [mail] = db.session.scalars(OutgoingMail.newest_first())
        return message_from_bytes(mail.content, policy=policy.default)


def test_one_piece_of_news_gives_the_subject_its_name(post, things, later):
    things.excerpt = "Passt das so?"
    [thing] = post.tell("Startseite")
    later()
    post.make()
    assert post.mails() == [("anna@example.org", "Neues Ding: Startseite", "news")]
    body = text_of(letter(post.agency))
    assert body.startswith("Guten Tag Frau Dr. Muster,\n\nim Kundenportal von Hafenlicht gibt es etwas Neues für Sie:")
    assert "von Merle Kröger\n\n> Passt das so?" in body
    assert f"Ansehen: http://{post.agency.host}:8000/kunden/#{thing}" in body
    assert f"Benachrichtigungen ändern (http://{post.agency.host}:8000/kunden/profil/benachrichtigungen)" in body
    assert notices(post.agency) == 0


def test_several_come_in_one_mail_in_their_order(post, clock, later):
    for name in ("Eins", "Zwei", "Drei"):
        post.tell(name)
        clock.move(seconds=30)
    later()
    for _job in range(3):
        post.make()
    assert post.mails() == [("anna@example.org", "3 Neuigkeiten bei Hafenlicht", "news")]
    body = text_of(letter(post.agency))
    assert body.index("Ding: Eins") < body.index("Ding: Zwei") < body.index("Ding: Drei")


def test_news_after_the_mail_comes_in_the_next(post, later):
    post.tell("Eins")
    later()
    post.make()
    post.tell("Zwei")
    later()
    post.make()
    assert [subject for _to, subject, _key in post.mails()] == ["Neues Ding: Eins", "Neues Ding: Zwei"]


def test_very_many_are_counted(post, things, later):
    things.excerpt = "ä" * 5000
    post.tell(*(f"Ding {number} {'x' * 150}" for number in range(MOST + 30)))
    later()
    post.make()
    [(_to, subject, _key)] = post.mails()
    assert subject == f"{MOST + 30} Neuigkeiten bei Hafenlicht"
    body = text_of(letter(post.agency))
    assert body.count("Neues Ding: ") == MOST
    assert "Und 30 weitere." in body
    assert max(map(len, body.split("\n"))) < 400


def test_the_reader_is_spoken_to_as_they_wish(post, later):
    for changes, expected in (
        ({"address_form": "du"}, "etwas Neues für dich"),
        ({"language": "en"}, "there is something new for you"),
        ({"language": "fr"}, "there is something new for you"),
        ({"language": "ar"}, "جديد يهمّكم"),
    ):
        with post.agency.work():
            post.agency.person.load().update(**changes)
        post.tell("Startseite")
        later()
        post.make()
        with post.agency.work():
            mail = db.session.scalars(OutgoingMail.newest_first()).first()
            assert expected in text_of(message_from_bytes(mail.content, policy=policy.default))


def test_staff_are_told_with_a_way_to_silence_it(post, later):
    post.tell_staff("Startseite")
    later()
    post.make("member")
    assert post.mails() == [("mika@example.org", "Neues Ding: Startseite", "staff_news")]
    body = text_of(letter(post.agency))
    assert body.startswith("Guten Tag Mika,")
    assert f"http://{post.agency.host}:8000/verwaltung/benachrichtigungen" in body


def contact_changes():
    """What may happen between the notice and the mail, each a reason to say nothing."""
    return {
        "revoked": lambda cast: cast.person.load().revoke(),
        "locked": lambda cast: cast.person.load().lock(),
        "without address": lambda cast: cast.person.load().change_address(None),
        "customer locked": lambda cast: setattr(cast.customer.load(), "locked_at", now()),
        "permission gone": lambda cast: ContactPermission.set(cast.contact.load(), ["files"]),
        "group closed": lambda cast: GroupMembership.set(cast.customer.load(), []),
        "not asked for": lambda cast: ContactNotification.set(cast.contact.load(), ["comment_new"]),
        "contact gone": lambda cast: cast.contact.load().remove(),
        "mail switched off": lambda cast: MailSwitch.switch_off(get_mail("news")),
    }


@pytest.mark.parametrize("change", contact_changes())
def test_a_contact_who_may_not_hear_of_it_any_more_gets_no_mail(post, later, change):
    post.tell("Startseite")
    with post.agency.work():
        contact_changes()[change](post.agency)
    later()
    post.make()
    assert [mail for mail in post.mails() if mail[2] == "news"] == []
    assert notices(post.agency) == 0


def test_only_what_is_still_seen_is_told(post, things, later):
    shown, hidden, gone = post.tell("Gezeigt", "Verborgen", "Gelöscht")
    things.hidden = {hidden}
    with post.agency.work():
        db.session.delete(Customer.get(gone))
    later()
    post.make()
    assert [subject for _to, subject, _key in post.mails()] == ["Neues Ding: Gezeigt"]
    assert shown


def test_of_things_that_nobody_speaks_for_nothing_is_told(post, later, superuser):
    post.tell("Startseite")
    with superuser.begin() as connection:
        connection.execute(text("UPDATE notice SET thing_kind = 'unknown'"))
    later()
    post.make()
    assert (post.mails(), notices(post.agency)) == ([], 0)


STAFF_CHANGES = {
    "deactivated": lambda cast: cast.member.load().deactivate(),
    "silenced": lambda cast: StaffSilence.set(cast.member.load(), ["task_assigned"]),
    "without password": lambda cast: setattr(cast.member.load(), "password_hash", None),
    "mail switched off": lambda cast: MailSwitch.switch_off(get_mail("staff_news")),
}


@pytest.mark.parametrize("change", STAFF_CHANGES)
def test_a_colleague_who_left_or_wants_silence_gets_no_mail(post, later, change):
    post.tell_staff("Startseite")
    with post.agency.work():
        STAFF_CHANGES[change](post.agency)
    later()
    post.make("member")
    assert (post.mails(), notices(post.agency)) == ([], 0)


def test_what_people_typed_prints_as_it_is(post, things, later):
    things.excerpt = "[hier](https://boese.example) **fett** {{ agentur }} <script>alert(1)</script>"
    things.author = "# Anna <b> ![x](https://boese.example/x.png)"
    post.tell("Start\nBcc: boese@example.org [x](http://boese.example) {% if %} =?utf-8?q?Bcc=3A?=")
    later()
    post.make()
    mail = letter(post.agency)
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("Neues Ding: Start Bcc: boese@example.org [x](http://boese.example) {% if %}")
    body, html = text_of(mail), mail.get_body(("html",)).get_content()
    assert things.excerpt in body
    assert things.author in body
    assert "boese.example" not in "".join(part.split('"')[0] for part in html.split('href="')[1:])
    assert "<script>" not in html
    assert "<b>" not in html.replace("&lt;b&gt;", "")


def test_two_jobs_at_once_make_one_mail(post, later):
    post.tell("Eins", "Zwei")
    later()
    barrier, faults = threading.Barrier(4), []

    def work():
        barrier.wait()
        try:
            post.make()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=work) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert [subject for _to, subject, _key in post.mails()] == ["2 Neuigkeiten bei Hafenlicht"]


def test_a_job_that_dies_loses_nothing(post, things, later):
    post.tell("Eins")
    later()
    things.hidden = None  # the teller fails in the middle of the job
    with pytest.raises(TypeError):
        post.make()
    assert (notices(post.agency), post.mails()) == (1, [])
    things.hidden = set()
    post.make()
    assert len(post.mails()) == 1


def test_the_worker_makes_and_sends_it(post, app, superuser, later):
    post.tell("Eins", "Zwei")
    post.tell_staff("Drei")
    later()
    with superuser.begin() as connection:
        connection.execute(text("UPDATE queue.procrastinate_jobs SET scheduled_at = NULL"))
    run_once(app)
    assert sorted(key for _to, _subject, key in post.mails()) == ["news", "staff_news"]
    with post.agency.work():
        assert {mail.state for mail in db.session.scalars(OutgoingMail.newest_first())} == {"sent"}
    with superuser.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM queue.procrastinate_jobs")).scalar_one() == 0


def test_a_job_cannot_reach_another_agencys_notices(post, cast, app, later):
    post.tell("Eins")
    later()
    with app.app_context():
        digest(cast.b.tenant_id, reader_kind="contact", reader_id=str(post.agency.contact.id))
    assert notices(post.agency) == 1


def test_the_quiet_time_is_a_setting(post, app, monkeypatch):
    monkeypatch.setitem(app.config, "NOTICE_QUIET", 0)
    post.tell("Eins")
    post.make()
    assert len(post.mails()) == 1
