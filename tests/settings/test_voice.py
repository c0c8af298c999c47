"""Signature, time zone and languages of an agency: chosen once, heard everywhere."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.audit import AuditEntry
from app.contacts.mails import write
from app.contacts.which_mail import REPLACED, Letter
from app.mail.models import OutgoingMail
from tenants import Tenant, current_tenant, db, now

AGENCY = "/verwaltung/einstellungen/agentur"


def speak(agency, languages: str) -> None:
    with agency.work():
        current_tenant().portal_languages = languages


def letter_to_person(agency, language: str):
    """The mail that the person gets who speaks this language."""
    with agency.work():
        person = agency.person.load()
        person.language, person.password_set_at = language, now()
        write(person, [Letter(REPLACED)])
        mail = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.queued_at.desc())).first()
        return message_from_bytes(mail.content, policy=default)


def test_signature_time_zone_and_languages_can_be_changed(cast):
    client = cast.a.sign_in("admin").get(AGENCY)
    typed = {
        "Signatur": "Hafenlicht\nAm Kai 3", "Zeitzone": "Österreich (Wien)", "Hauptsprache": "العربية",
        "Sprachen des Portals": ["English", "العربية"],
    }  # fmt: skip
    client.submit("Speichern", typed)
    assert client.path == "/verwaltung/einstellungen"
    with cast.a.work():
        tenant = current_tenant()
        assert (tenant.signature, tenant.time_zone) == ("Hafenlicht\nAm Kai 3", "Europe/Vienna")
        assert tenant.languages == ("ar", "en")
        entry = db.session.scalar(AuditEntry.latest().limit(1))
        assert entry.details == {"fields": "Signatur, Zeitzone, Sprachen des Portals"}
    client.get(AGENCY)
    assert client.value("Hauptsprache") == "ar"


def test_zones_stand_in_groups_and_a_former_name_stays(cast):
    with cast.a.work():
        current_tenant().time_zone = "Asia/Calcutta"
    client = cast.a.sign_in("admin").get(AGENCY)
    groups = [node["label"] for node in client.page.all("optgroup")]
    assert groups[:3] == ["Deutschland, Österreich, Schweiz", "Europa", "Afrika"]
    assert len(groups) == len(set(groups)) == 7
    client.submit("Speichern", {"Name der Agentur": "Umgezogen"})
    with cast.a.work():
        assert (current_tenant().name, current_tenant().time_zone) == ("Umgezogen", "Asia/Calcutta")


@pytest.mark.parametrize(("typed", "field", "sentence"), [
    ({"Sprachen des Portals": []}, "Sprachen des Portals", "mindestens eine"),
    ({"Sprachen des Portals": ["English"], "Hauptsprache": "Deutsch"}, "Hauptsprache", "nicht angekreuzt"),
    ({"Signatur": "x" * 1001}, "Signatur", "Höchstens 1000 Zeichen"),
], ids=["none", "other", "long"])  # fmt: skip
def test_what_does_not_fit_is_said(cast, typed, field, sentence):
    client = cast.a.sign_in("admin").get(AGENCY).submit("Speichern", typed)
    assert client.status == 422
    assert sentence in client.errors()[field]
    with cast.a.work():
        assert current_tenant().languages == ("de", "en", "ar")


def test_pages_begin_with_the_first_language_and_offer_the_others(cast):
    speak(cast.a, "en de")
    visitor = cast.a.visit().get("/kunden/anmelden")
    assert visitor.page.all("html")[0]["lang"] == "en"
    assert [node["hreflang"] for node in visitor.page.all("a") if node["hreflang"]] == ["de"]
    assert visitor.get("/kunden/anmelden?sprache=de").title == "Anmelden"
    assert cast.a.visit().get("/kunden/anmelden?sprache=ar").page.all("html")[0]["lang"] == "en"
    assert cast.b.visit().get("/kunden/anmelden").page.all("html")[0]["lang"] == "de"


@pytest.mark.parametrize(("languages", "own", "heard"), [
    ("de en ar", "ar", "ar"), ("de en", "ar", "en"), ("de", "ar", "de"), ("ar de", "fr", "ar"), ("ar", "de", "ar"),
    ("de en", "de-AT", "de"),
])  # fmt: skip
def test_portal_and_mails_speak_to_a_person_as_far_as_the_agency_does(cast, languages, own, heard):
    speak(cast.a, languages)
    mail = letter_to_person(cast.a, own)
    assert f'<html lang="{heard}"' in mail.get_body(("html",)).get_content()
    root = cast.a.sign_in("person").get("/kunden/").page.all("html")[0]
    assert (root["lang"], root["dir"]) == (heard, "rtl" if heard == "ar" else "ltr")


@pytest.mark.parametrize(("language", "heard"), [
    ("de", "de"), ("EN_gb", "en"), ("ar-EG", "ar"), ("fr", "en"), ("", "en"), (None, "en"),
])  # fmt: skip
def test_which_language_somebody_is_spoken_to_in(language, heard):
    assert Tenant(portal_languages="de en ar").language_for(language) == heard


def test_the_greeting_of_a_mail_is_in_its_language(cast):
    speak(cast.a, "de")
    text = letter_to_person(cast.a, "ar").get_body(("plain",)).get_content()
    assert text.startswith("Guten Tag")


def test_the_clock_of_the_agency_is_the_one_in_mails_and_pages(cast):
    with cast.a.work():
        current_tenant().time_zone = "Asia/Tokyo"
    text = letter_to_person(cast.a, "de").get_body(("plain",)).get_content()
    hour = now().astimezone(ZoneInfo("Asia/Tokyo")).hour
    assert f", {hour}:" in text
