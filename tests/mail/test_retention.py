"""How long the Postausgang keeps mails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.audit import AuditEntry
from app.mail.models import OutgoingMail
from app.mail.retention import KEPT, tidy
from app.mail.retention_forms import RetentionForm
from tenants import current_tenant, db, now
from tests.mail.letters import post
from tests.mail.test_postausgang import sent
from tests.mail.test_views import plain_mail

PAGE = "/verwaltung/einstellungen/aufbewahrung"


def aged(agency, mail_id, days: int) -> None:
    with agency.work():
        OutgoingMail.get(mail_id).queued_at = now() - timedelta(days=days)


def run(mail_app) -> None:
    with mail_app().app_context():
        tidy()


def kept(agency) -> int:
    with agency.work():
        return db.session.scalar(select(func.count()).select_from(OutgoingMail))


def test_old_mails_go_agency_by_agency_and_what_waits_stays(app, mail_app, cast, monkeypatch):
    monkeypatch.setattr("app.mail.retention.BATCH", 2)
    for agency, days in ((cast.a, 100), (cast.b, 100)):
        for _each in range(5):
            aged(agency, sent(app, agency), days)
    waits = plain_mail(app, cast.a)
    aged(cast.a, waits, 400)
    sent(app, cast.a)
    with cast.a.work():
        current_tenant().mail_kept_days = 90
        entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    run(mail_app)
    assert (kept(cast.a), kept(cast.b)) == (2, 5)
    with cast.a.work():
        assert OutgoingMail.find(waits)
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries


def test_span_is_chosen_in_the_settings(cast):
    client = cast.a.sign_in("admin").get("/verwaltung/einstellungen").follow("Aufbewahrung")
    client.submit("Speichern", {"E-Mails aufbewahren": "90 Tage"})
    assert "Was älter ist, wird in der nächsten Nacht gelöscht." in client.text
    with cast.a.work():
        assert current_tenant().mail_kept_days == 90
        (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "mail.retention_changed"))
        assert entry.details == {"days": 90, "before": 365}
    with cast.b.work():
        assert current_tenant().mail_kept_days == 365


@pytest.mark.parametrize("days", ["", "1", "0", "99999", "-30", "x"])
def test_only_what_is_offered_can_be_chosen(cast, days):
    client = cast.a.sign_in("admin").get(PAGE)
    assert client.post(PAGE, {"mail_kept_days": days}).status == 422
    with cast.a.work():
        assert current_tenant().mail_kept_days == 365


def test_form_offers_what_the_rule_allows(app):
    with app.test_request_context():
        assert [int(choice.value) for choice in RetentionForm().mail_kept_days.choices] == list(KEPT)


def test_who_may_not_set_it(app, cast):
    assert cast.a.sign_in("member").get(PAGE).status == 403
    assert cast.a.visit().get(PAGE).path.startswith("/anmelden")


def test_months_are_offered_for_as_long_as_mails_are_kept(app, cast):
    post(app, cast.a, "anna@example.org")
    with cast.a.work():
        current_tenant().mail_kept_days = 30
    client = cast.a.sign_in("member").get("/verwaltung/postausgang")
    (select_,) = [node for node in client.page.all("select") if node["name"] == "zeit"]
    assert len(select_.all("option")) in (1 + 3 + 2, 1 + 3 + 3)
