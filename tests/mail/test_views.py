"""What staff see of mail: Postausgang and E-Mail-Templates."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit import AuditEntry
from app.mail.models import MailSwitch, OutgoingMail
from app.mail.outbox import is_active
from tenants import db, now
from tests.mail.letters import post

OUTBOX = "/verwaltung/postausgang"
TEMPLATES = "/verwaltung/einstellungen/e-mail-templates"
PLAIN = {"salutation": "Hallo Anna", "first_name": "Anna", "last_name": "M", "sign_in_url": "https://x.example/"}


def plain_mail(app, agency, **options):
    """A mail without a personal link."""
    return post(
        app, agency, "anna@example.org", key="password_changed", values=PLAIN | {"changed_at": now()}, **options
    )


def change(agency, mail_id, verb: str, *words) -> None:
    with agency.work():
        mail = OutgoingMail.get(mail_id)
        mail.claim()
        getattr(mail, verb)(*words)


def test_outbox_lists_mails_newest_first_with_their_state(app, cast):
    post(app, cast.a, "anna@example.org", to_name="Anna Muster")
    change(cast.a, plain_mail(app, cast.a), "sent", "OK")
    client = cast.a.sign_in("member").get(OUTBOX)
    text = client.text
    assert text.index("Ihr Passwort für Hafenlicht wurde geändert") < text.index(
        "Legen Sie Ihr Passwort für Hafenlicht fest"
    )
    assert "Anna Muster" in text
    assert "gesendet" in text
    assert "wartet" in text


def test_outbox_shows_one_state(app, cast):
    change(cast.a, plain_mail(app, cast.a), "fail", "Diese E-Mail-Adresse gibt es nicht.")
    post(app, cast.a, "anna@example.org")
    client = cast.a.sign_in("member").get(OUTBOX).submit("Suchen", {"Zustand": "nicht zugestellt"})
    assert "wurde geändert" in client.text
    assert "Legen Sie Ihr Passwort" not in client.text
    assert "Keine E-Mail passt dazu." in client.get(f"{OUTBOX}?zustand=expired").text
    assert "Legen Sie Ihr Passwort" in client.get(f"{OUTBOX}?zustand=unsinn").text


def test_outbox_without_mails_says_so(cast):
    assert "Noch keine E-Mail verschickt" in cast.b.sign_in("member").get(OUTBOX).text


def test_outbox_has_pages_and_constant_queries(app, cast, count_queries):
    client = cast.a.sign_in("member")
    counts = []
    for more in (2, 60):
        for _each in range(more):
            plain_mail(app, cast.a)
        with count_queries() as statements:
            client.get(OUTBOX)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert "1–50 von 62" in client.text
    client.follow("2")
    assert "51–62 von 62" in client.text


def test_outbox_says_since_when_no_mail_leaves(app, cast):
    mail_id = plain_mail(app, cast.a)
    client = cast.a.sign_in("member").get(OUTBOX)
    assert "Mailserver" not in client.text
    with cast.a.work():
        OutgoingMail.get(mail_id).queued_at = now() - timedelta(minutes=10)
    assert "ist der Mailserver nicht zu erreichen" in client.get(OUTBOX).text


def test_one_mail_shows_envelope_and_text(app, cast):
    mail_id = plain_mail(app, cast.a, to_name="Anna Muster")
    client = cast.a.sign_in("member").get(OUTBOX).follow("Anna Muster")
    assert client.path == f"{OUTBOX}/{mail_id}"
    assert client.title == "Ihr Passwort für Hafenlicht wurde geändert"
    for words in (
        "Anna Muster anna@example.org",
        "Passwort geändert",
        f"<{mail_id}@localhost>",
        "Hallo Anna,",
        "Waren Sie es",
    ):
        assert words in client.text


def test_personal_links_are_never_shown(app, cast):
    mail_id = post(app, cast.a, "anna@example.org")
    client = cast.a.sign_in("owner").get(f"{OUTBOX}/{mail_id}")
    assert "geheim" not in client.html
    assert "enthält einen persönlichen Link" in client.text


def test_failed_mail_says_why(app, cast):
    mail_id = plain_mail(app, cast.a)
    change(cast.a, mail_id, "fail", "Diese E-Mail-Adresse gibt es nicht.", "550 5.1.1 <anna@example.org> unknown")
    text = cast.a.sign_in("member").get(f"{OUTBOX}/{mail_id}").text
    assert "Diese E-Mail-Adresse gibt es nicht." in text
    assert "550 5.1.1 <anna@example.org> unknown" in text


def test_delayed_and_expired_mails_say_so(app, cast):
    delayed, expired = plain_mail(app, cast.a), plain_mail(app, cast.a, expires_at=now() - timedelta(seconds=1))
    change(cast.a, delayed, "delay", "Das Postfach des Empfängers ist voll.", "452 full")
    with cast.a.work():
        assert not OutgoingMail.get(expired).claim()
    client = cast.a.sign_in("member")
    assert "Das Postfach des Empfängers ist voll. Es wird weiter versucht." in client.get(f"{OUTBOX}/{delayed}").text
    assert "abgelaufen" in client.get(f"{OUTBOX}/{expired}").text


def test_another_agencys_mail_is_not_there(app, cast):
    mail_id = plain_mail(app, cast.b)
    client = cast.a.sign_in("owner")
    assert client.get(f"{OUTBOX}/{mail_id}").status == 404
    assert "wurde geändert" not in client.get(OUTBOX).text


def test_templates_stand_in_areas_with_their_occasion(cast):
    text = cast.a.sign_in("admin").get(TEMPLATES).text
    for words in (
        "Kunden und Kontakte",
        "Neuer Kontakt hinzugefügt / registriert (Begrüßungs-E-Mail)",
        "Lege ein neues Passwort fest",
        "Wenn ein neuer Kontakt angelegt wird",
        "wird immer verschickt",
    ):
        assert words in text


def test_mail_is_switched_off_and_on_again(cast):
    client = cast.a.sign_in("admin").get(TEMPLATES)
    client.submit("Abschalten", near="Lege ein neues Passwort fest")
    assert "„Lege ein neues Passwort fest“ ist abgeschaltet und wird nicht mehr verschickt." in client.text
    assert "„Kennwort per E-Mail versenden“ nicht wählen" in client.text
    with cast.a.work():
        assert not is_active("set_password")
    with cast.b.work():
        assert is_active("set_password")
    client.submit("Einschalten", near="Lege ein neues Passwort fest")
    assert "„Lege ein neues Passwort fest“ ist eingeschaltet." in client.text
    with cast.a.work():
        assert is_active("set_password")
        verbs = list(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.like("mail.%"))))
    assert sorted(verbs) == ["mail.switched_off", "mail.switched_on"]


@pytest.mark.parametrize("key", ["forgot_password", "staff_invitation", "gibt_es_nicht"])
def test_mail_that_must_be_sent_cannot_be_switched_off(cast, key):
    client = cast.a.sign_in("owner").get(TEMPLATES)
    assert client.post(f"{TEMPLATES}/{key}/abschaltung").status == 404
    with cast.a.work():
        assert MailSwitch.off() == set()


def test_roles_without_the_right_are_refused(app, cast):
    mail_id = plain_mail(app, cast.a)
    reader, member = cast.a.sign_in("reader"), cast.a.sign_in("member")
    assert [reader.get(path).status for path in (OUTBOX, f"{OUTBOX}/{mail_id}", TEMPLATES)] == [403, 403, 403]
    assert member.get(TEMPLATES).status == 403
    member.get(OUTBOX)
    assert member.post(f"{TEMPLATES}/welcome/abschaltung").status == 403
    with cast.a.work():
        assert MailSwitch.off() == set()


@pytest.mark.parametrize("path", [OUTBOX, TEMPLATES])
def test_signed_out_leads_to_the_sign_in(cast, path):
    assert cast.a.visit().get(path).path.startswith("/anmelden")


def test_navigation_leads_there(cast):
    client = cast.a.sign_in("admin").get("/verwaltung/")
    assert client.follow("Postausgang").title == "Postausgang"
    assert cast.a.sign_in("reader").get("/verwaltung/").text.count("Postausgang") == 0
