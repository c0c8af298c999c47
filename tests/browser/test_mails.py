"""Mails and the pages about them in Chromium: readable on a phone, by day and night, from both sides."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.mail.models import MailSwitch, OutgoingMail
from app.mail.registry import get_mail
from tenants import db, now
from tests.browser.looking import look_at, sign_in
from tests.browser.surroundings import SCROLLS, faults_of

EXPECTED = sorted((Path(__file__).parents[1] / "mail" / "expected").glob("*.html"))
ON_PAGES = (": page-has-heading-one:", ": region:", ": landmark-one-main:")
"""Rules about pages with parts; a mail is a letter."""

TALLEST = 2 * 640
"""A mail is read at a glance: at most two screens of a small phone."""


@pytest.fixture
def sheet(browser):
    context = browser.new_context(offline=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("names", "direction"), [("*-de_sie.html", "ltr"), ("welcome-en.html", "rtl")])
def test_mails_are_without_findings(sheet, names, direction):
    """The languages share one layout: one of each mail, and one from right to left."""
    found = []
    for path in EXPECTED:
        if path.match(names):
            sheet.set_content(path.read_text(encoding="utf-8").replace('dir="ltr"', f'dir="{direction}"'))
            found += [
                f"{path.name} {fault}" for fault in faults_of(sheet) if not any(rule in fault for rule in ON_PAGES)
            ]
    assert found == []


def test_every_mail_fits_a_small_phone(sheet):
    sheet.set_viewport_size({"width": 320, "height": 640})
    for path in EXPECTED:
        sheet.set_content(path.read_text(encoding="utf-8"))
        assert not sheet.evaluate(SCROLLS), path.name
        assert sheet.evaluate("document.documentElement.scrollHeight") <= TALLEST, path.name
    assert len(EXPECTED) >= 30


def test_mails_load_nothing(sheet):
    asked = []
    sheet.on("request", lambda request: asked.append(request.url))
    for path in EXPECTED:
        sheet.set_content(path.read_text(encoding="utf-8"))
    assert asked == []


def test_the_pages_about_mails(app, visit, cast):
    states = {"sent_at": {}, "failed_at": {"reason": "Das Postfach ist voll.", "reply": "552 full"}, "expired_at": {}}
    states |= {"claimed_at": {}, "queued_at": {"reason": "Das Postfach ist voll."}}
    with cast.a.work():
        MailSwitch.switch_off(get_mail("set_password"))
        mails = [a_mail(**{moment: now() - timedelta(minutes=9)}, **rest) for moment, rest in states.items()]
        mails.append(a_mail(sensitive=True, recipient_name="Anna Muster"))
        db.session.add_all(mails)
        db.session.flush()
        ids = [mail.id for mail in mails]
    visitor = visit(cast.a.host)
    sign_in(visitor, "/anmelden", cast.a.owner.email)
    outbox = "/verwaltung/postausgang"
    paths = [outbox, f"{outbox}?zustand=queued", *(f"{outbox}/{mail_id}" for mail_id in ids)]
    assert look_at(visitor, [*paths, "/verwaltung/einstellungen/e-mail-templates"]) == []


def a_mail(**values) -> OutgoingMail:
    """A row of the Postausgang that no worker knows of, so that it stays as it is."""
    letter = b"Subject: x\r\nContent-Type: text/plain\r\n\r\nGuten Tag\r\n"
    plain = {
        "key": "password_changed",
        "recipient": "anna@example.org",
        "recipient_name": "",
        "subject": "Ihr Passwort",
    }
    envelope = {"sender": "post@localhost", "message_id": "<1@localhost>", "content": letter, "sensitive": False}
    return OutgoingMail(**plain | envelope | values)
