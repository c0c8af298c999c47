"""The outbox: what is queued, in whose transaction, and what is not."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask_mail import email_dispatched
from sqlalchemy import func, select, text

from app.mail.models import MailSwitch, OutgoingMail
from app.mail.outbox import enqueue, is_active
from app.mail.registry import SAMPLE_TIME, get_mail
from app.mail.worker import run_once
from tenants import Tenant, as_tenant, current_tenant_id, db, now, uuid7
from tests.mail.letters import look, post, values


def jobs_for(superuser, mail_id) -> list:
    with superuser.connect() as connection:
        query = text("SELECT queue_name, args FROM queue.procrastinate_jobs WHERE args->>'mail_id' = :id")
        return list(connection.execute(query, {"id": str(mail_id)}))


def test_mail_and_job_come_with_the_transaction(app, agency, address, superuser):
    mail_id = post(app, agency, address)
    assert look(app, agency, mail_id).state == "queued"
    (job,) = jobs_for(superuser, mail_id)
    assert job.queue_name == "urgent"
    assert job.args == {"mail_id": str(mail_id), "tenant_id": agency.tenant_id}


def test_mail_and_job_go_with_the_transaction(app, agency, address, superuser):
    with pytest.raises(ZeroDivisionError), app.app_context(), as_tenant(agency.tenant_id):
        mail_id = enqueue("set_password", address, values=values()).id
        db.session.flush()
        raise ZeroDivisionError
    assert jobs_for(superuser, mail_id) == []
    with app.app_context(), as_tenant(agency.tenant_id):
        assert OutgoingMail.find(mail_id) is None


def test_bulk_mail_waits_in_its_own_queue(app, agency, address, superuser):
    (job,) = jobs_for(superuser, post(app, agency, address, urgent=False))
    assert job.queue_name == "bulk"


def test_job_belongs_to_the_tenant_of_its_session_whatever_it_says(app, agency, superuser):
    mark = str(uuid7())
    with app.app_context(), as_tenant(agency.tenant_id):
        db.session.execute(
            select(func.queue.enqueue("bulk", "x", text(f'\'{{"tenant_id": 1, "mail_id": "{mark}"}}\'::jsonb'), None)),
            execution_options={"tenant_checked": True},
        )
    (job,) = jobs_for(superuser, mark)
    assert job.args["tenant_id"] == agency.tenant_id
    with superuser.begin() as connection:
        connection.execute(text("DELETE FROM queue.procrastinate_jobs WHERE args->>'mail_id' = :id"), {"id": mark})


def test_envelope_and_headers(app, agency, address):
    with app.app_context(), as_tenant(agency.tenant_id):
        db.session.get_one(Tenant, current_tenant_id()).reply_to = "hallo@hafenlicht.example"
    mail = look(app, agency, post(app, agency, address, to_name="Anna Muster"))
    seen = message_from_bytes(mail.content, policy=policy.default)
    assert str(seen["From"]) == "Hafenlicht <post@localhost>"
    assert str(seen["Reply-To"]) == "Hafenlicht <hallo@hafenlicht.example>"
    assert str(seen["To"]) == f"Anna Muster <{address}>"
    assert seen["Message-ID"] == mail.message_id == f"<{mail.id}@localhost>"
    assert seen["Subject"] == mail.subject == "Legen Sie Ihr Passwort für Hafenlicht fest"
    assert mail.sender == "post@localhost"


def test_reader_gets_language_and_form_of_address(app, agency, address):
    subjects = [
        look(app, agency, post(app, agency, address, locale=locale, address_form=form)).subject
        for locale, form in [("de", "du"), ("de", "sie"), ("en", "sie"), ("fr", "du"), (None, None)]
    ]
    sie, english = "Legen Sie Ihr Passwort für Hafenlicht fest", "Choose your password for Hafenlicht"
    assert subjects == ["Lege dein Passwort für Hafenlicht fest", sie, english, english, sie]


def test_times_are_the_agencys_and_the_readers(app, agency, address):
    with app.app_context(), as_tenant(agency.tenant_id):
        db.session.get_one(Tenant, current_tenant_id()).time_zone = "America/New_York"
    texts = []
    for locale in ("de", "en"):
        mail = look(
            app, agency, post(app, agency, address, locale=locale, values=values() | {"link_expires": SAMPLE_TIME})
        )
        texts.append(message_from_bytes(mail.content, policy=policy.default).get_body(("plain",)).get_content())
    assert "Dienstag, 24. November 2026, 3:20 Uhr" in texts[0]
    assert "Tuesday, 24 November 2026, 03:20" in texts[1]


def test_switched_off_mail_is_never_queued(app, agency, address):
    with app.app_context(), as_tenant(agency.tenant_id):
        MailSwitch.switch_off(get_mail("set_password"))
        MailSwitch.switch_off(get_mail("set_password"))
    assert post(app, agency, address) is None
    with app.app_context(), as_tenant(agency.tenant_id):
        assert not is_active("set_password")
        assert is_active("welcome")
        MailSwitch.switch_on(get_mail("set_password"))
        assert is_active("set_password")
    assert post(app, agency, address) is not None


def test_a_switch_is_one_agencys_own(app, cast):
    with cast.a.work():
        MailSwitch.switch_off(get_mail("welcome"))
    with cast.b.work():
        assert is_active("welcome")


def test_mail_that_cannot_be_switched_off_is_sent_even_with_a_switch(app, agency):
    with app.app_context(), as_tenant(agency.tenant_id):
        db.session.add(MailSwitch(key="forgot_password"))
        db.session.flush()
        assert is_active("forgot_password")


def test_values_must_match_the_placeholders(app, agency, address):
    for wrong in ({"salutation": "Hallo"}, values() | {"unbekannt": 1}):
        with pytest.raises(ValueError, match="set_password"):
            post(app, agency, address, values=wrong)
    with pytest.raises(KeyError):
        post(app, agency, address, key="gibt_es_nicht")


@pytest.mark.parametrize("bad", ["", "keine-adresse", "änna@example.org", "a b@example.org", "a@b\r\nBcc: c@d.example"])
def test_unusable_address_is_kept_as_failed_and_not_sent(app, agency, superuser, bad):
    mail_id = post(app, agency, bad)
    mail = look(app, agency, mail_id)
    assert (mail.state, mail.reason) == ("failed", "An diese Adresse lässt sich keine E-Mail schicken.")
    assert jobs_for(superuser, mail_id) == []


def test_nasty_names_leave_a_good_mail(app, agency, address):
    nasty = "\r\nBcc: x@example.net\u202e <b>=?utf-8?q?x?= {{ link }}\0\ud800"
    mail = look(app, agency, post(app, agency, address, to_name=nasty, values=values() | {"salutation": nasty}))
    assert mail.state == "queued"
    assert b"\r\nBcc" not in mail.content.split(b"\r\n\r\n")[0]


def test_mail_that_waits_longer_than_its_link_lives_is_not_sent(mail_app, agency, address, clock):
    app = mail_app()
    mail_id = post(app, agency, address, expires_at=now() + timedelta(hours=1))
    clock.move(hours=1, seconds=1)
    run_once(app)
    mail = look(app, agency, mail_id)
    assert (mail.state, mail.content) == ("expired", None)
    assert not list(Path(app.config["MAIL_DIR"]).glob(f"*{mail_id}*"))


def test_sensitive_text_is_erased_once_sent_and_other_text_kept(mail_app, agency, address):
    app = mail_app()
    secret = post(app, agency, address)
    plain = {
        "salutation": "Hallo",
        "first_name": "A",
        "last_name": "M",
        "sign_in_url": "https://x.example/",
        "changed_at": now(),
    }
    public = post(app, agency, address, key="password_changed", values=plain)
    run_once(app)
    assert look(app, agency, secret).content is None
    assert look(app, agency, secret).subject
    assert look(app, agency, public).content is not None


def test_mails_about_a_person_can_be_found(app, agency, address):
    person = uuid7()
    ids = [post(app, agency, address, subject_of=("person", person)) for _each in range(2)]
    post(app, agency, address, subject_of=("staff", uuid7()))
    with app.app_context(), as_tenant(agency.tenant_id):
        assert [mail.id for mail in db.session.scalars(OutgoingMail.about("person", person))] == ids[::-1]


def test_agencies_do_not_see_each_others_mail(app, cast, address):
    mail_id = post(app, cast.a, address)
    with cast.b.work():
        assert OutgoingMail.find(mail_id) is None
        assert mail_id not in [mail.id for mail in db.session.scalars(OutgoingMail.newest_first())]


def test_what_is_sent_is_heard_by_flask_mail(mail_app, agency, address):
    app, heard = mail_app(), []
    listener = lambda sender, message: heard.append(message)  # noqa: E731 (blinker keeps a weak reference)
    with email_dispatched.connected_to(listener):
        post(app, agency, address)
        run_once(app)
    assert [message.recipient for message in heard].count(address) == 1
