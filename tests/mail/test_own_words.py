"""Mails in the agency's own words; and that a wording which fails stops nothing."""

import pytest
from sqlalchemy import text

from app.mail.liquid import WordingError
from app.mail.models import OutgoingMail
from app.mail.outbox import compose, enqueue, prints
from app.mail.registry import get_mail
from app.mail.wording import Variant, Wording
from app.mail.wordings import MailWording
from tenants import db
from tests.mail.letters import values

DU = Variant("de_du")
BROKEN = "Hallo {% for neues in vorname.gibt.es.nicht %}x{% endfor %}{{ link }}"


def write(subject="Moin", body="Hallo {{ vorname }} {{ link }}", key="set_password", variant=DU):
    return MailWording.save(get_mail(key), variant, subject, body)


def send(**changes) -> OutgoingMail:
    row = enqueue("set_password", "anna@example.org", locale="de", address_form="du", values=values() | changes)
    db.session.flush()
    return row


def words_of(row) -> str:
    from email import message_from_bytes, policy

    return message_from_bytes(row.content, policy=policy.default).get_body(("plain",)).get_content()


def test_mail_is_sent_in_the_agencys_words(cast):
    with cast.a.work():
        write("Moin {{ vorname }}", "Hallo **{{ vorname }}**\n\n{% if nachname %}Muster{% endif %}\n\n{{ link }}")
        row = send(last_name="")
        assert row.subject == "Moin Anna"
        assert "Hallo Anna" in words_of(row)
        assert "Muster" not in words_of(row)
        MailWording.reset(get_mail("set_password"), DU)
        assert "Passwort" in send().subject
    with cast.b.work():
        write("Von B")
    with cast.a.work():
        assert "Passwort" in send().subject


def test_wording_that_fails_gives_way_to_ours_and_says_so(cast, caplog):
    with cast.a.work():
        own = write(body=BROKEN)
        row = send()
        assert row.subject == "Lege dein Passwort für Hafenlicht fest"
        assert row.failed_at is None
        db.session.refresh(own)
        assert own.failed_at is not None
    assert "wording 1 of mail set_password, de_du" in caplog.text


def test_mail_with_a_failing_wording_waits_for_nobody(cast, superuser):
    """Two requests whose mails fall back to ours, each with the mails in another order, would wait for each other."""
    with cast.a.work():
        own = write(body=BROKEN).id
    with superuser.begin() as other:
        other.execute(text("SELECT FROM mail_wording WHERE id = :id FOR UPDATE"), {"id": own})
        with cast.a.work():
            assert send().subject == "Lege dein Passwort für Hafenlicht fest"
    with cast.a.work():
        assert MailWording.get(own).failed_at is None


def test_draft_is_refused_instead_of_replaced(cast):
    with cast.a.work():
        mail = get_mail("set_password")
        write()
        given = mail.samples(DU)
        assert compose(mail, DU, given, Wording("Entwurf", "x {{ link }}")).subject == "Entwurf"
        assert compose(mail, DU, given).subject == "Moin"
        with pytest.raises(WordingError):
            compose(mail, DU, given, Wording("Entwurf", BROKEN))


@pytest.mark.parametrize(
    ("body", "carries"),
    [
        ("Hallo {{ link }}", True),
        ("[Passwort festlegen]({{ link }})", True),
        ("{% if link %}Bitte:\n\n{{ link | default: 'x' }}{% endif %}", True),
        ("Hallo {{ vorname }}", False),
        ("{% if link %}Der Link kommt getrennt.{% endif %}", False),
        ("{% unless link %}{{ link }}{% endunless %}", False),
        ("{% comment %}{{ link }}{% endcomment %}", False),
        ("[link]: {{ link }}", False),
        ("{{ link.nichts }}", True),
    ],
)
def test_whether_a_wording_prints_the_link_is_found_by_rendering_it(cast, body, carries):
    """The last one fails, so ours is sent, which prints it."""
    with cast.a.work():
        write(body=body, key="welcome")
        assert prints("welcome", "link", "de", "du") is carries
        assert prints("welcome", "link", "de", "sie") is True


def test_condition_on_the_reader_decides_who_gets_the_link(cast):
    with cast.a.work():
        write(body="{% if nachname %}{{ link }}{% endif %}", key="welcome")
        assert prints("welcome", "link", "de", "du", {"last_name": "Muster"})
        assert not prints("welcome", "link", "de", "du", {"last_name": ""})
