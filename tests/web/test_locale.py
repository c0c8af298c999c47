"""Language, form of address, dates and numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import render_template_string

from app.web.locale import use_locale
from tenants import APEX_ID, APEX_SLUG, TenantRef, clock, now


@pytest.fixture
def write(floor):
    """Render a piece of template, in German unless a language is named."""

    def write(source, language=None, form=None, direction=None, **values):
        apex = {"kontor.tenant": TenantRef(APEX_ID, APEX_SLUG)}
        with floor.test_request_context("/danke", base_url="http://localhost:8000", environ_overrides=apex):
            if language:
                use_locale(language, form, direction)
            return render_template_string(source, **values)

    return write


def test_dates_are_written_as_in_german(write):
    moment = datetime(2026, 7, 1, 7, 5, tzinfo=UTC)
    assert write("{{ at|date }} – {{ at|datetime }}", at=moment) == "01.07.2026 – 01.07.2026, 9:05"
    assert write("{{ at|date }}", at=date(2026, 12, 24)) == "24.12.2026"
    assert write("{{ none|date }}{{ none|datetime }}{{ none|when }}") == ""


def test_dates_follow_the_language(write):
    assert write("{{ at|date }}", "en", at=date(2026, 12, 24)) == "24 Dec 2026"
    assert write("{{ at|datetime }}", "en", at=datetime(2026, 7, 1, 17, 5, tzinfo=UTC)) == "1 Jul 2026, 19:05"


def test_arabic_dates_have_the_day_first_and_an_arabic_comma(write):
    assert write("{{ at|date }}", "ar", at=date(2026, 12, 24)) == "24 ديسمبر 2026"
    assert write("{{ at|datetime }}", "ar", at=datetime(2026, 7, 1, 17, 5, tzinfo=UTC)) == "1 يوليو 2026، 19:05"
    assert write("{{ at|moment }}", "ar", at=datetime(2025, 7, 1, 17, 5, tzinfo=UTC)) == "1 يوليو 2025، 19:05"


def test_arabic_counts_in_six_ways(write):
    words = "{{ ngettext('Eine Datei ist hochgeladen.', '%(num)d Dateien sind hochgeladen.', n) }}"
    shown = {n: write(words, "ar", n=n) for n in (0, 1, 2, 3, 11, 100, 103)}
    assert shown == {
        0: "لم يُرفع أي ملف.", 1: "تم رفع ملف واحد.", 2: "تم رفع ملفين.", 3: "تم رفع 3 ملفات.", 11: "تم رفع 11 ملفًا.",
        100: "تم رفع 100 ملف.", 103: "تم رفع 103 ملفات.",
    }  # fmt: skip


def test_names_in_arabic_keep_a_direction_of_their_own(write):
    shown = write("{{ _('„%(name)s“ ist leer.', name='plan (2).pdf') }}", "ar")
    assert shown == "الملف «\N{FIRST STRONG ISOLATE}plan (2).pdf\N{POP DIRECTIONAL ISOLATE}» فارغ."


def test_moments_nearby_are_named(write):
    clock.offset = datetime(2026, 6, 15, 12, tzinfo=UTC) - datetime.now(UTC)
    spans = {0: "heute, ", -1: "gestern, ", 1: "morgen, "}
    for days, word in spans.items():
        assert write("{{ at|when }}", at=now() + timedelta(days=days)).startswith(word)
    assert write("{{ at|when }}", at=now() + timedelta(days=5)) == "20.06."
    assert write("{{ at|when }}", at=now() - timedelta(days=400)) == "11.05.2025"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("03023125100", "030 23125100"),
        ("+43 1 23125", "+43 1 23125"),
        ("keine", "keine"),
        (None, ""),
        ("+493023125100", "030 23125100"),
    ],
)
def test_telephone_numbers_are_grouped(write, typed, shown):
    assert write("{{ typed|phone }}", typed=typed) == shown


def test_addresses_are_shown_with_their_umlauts(write):
    assert write("{{ a|email }}", a="anna@xn--bcher-kva.example.org") == "anna@bücher.example.org"


@pytest.mark.parametrize(
    ("language", "form", "direction", "shown"),
    [
        ("de", "sie", None, "de ltr Ihr Konto"),
        ("de", "du", None, "de ltr Dein Konto"),
        ("de-AT", "du", "rtl", "de rtl Dein Konto"),
        ("en", "du", None, "en ltr Your account"),
        ("fr", None, None, "en ltr Your account"),
        ("ar", "du", None, "ar rtl حسابكم"),
        ("ar-EG", None, "ltr", "ar ltr حسابكم"),
        (None, None, None, "de ltr Ihr Konto"),
    ],
)
def test_people_are_spoken_to_as_they_wish(write, language, form, direction, shown):
    assert write("{{ language() }} {{ direction() }} {{ _('Ihr Konto') }}", language, form, direction) == shown


def test_visitors_may_choose_english_and_it_stays(browser):
    browser.get("/danke").follow("English")
    assert browser.page.all("html")[0]["lang"] == "en"
    assert browser.get("/probe").page.all("html")[0]["lang"] == "en"
    assert browser.follow("Deutsch").page.all("html")[0]["lang"] == "de"


@pytest.mark.parametrize("wished", ["fr", "xx", "de@du", "../en", "%00"])
def test_no_other_language_can_be_wished(browser, wished):
    browser.get(f"/danke?sprache={wished}")
    assert browser.page.all("html")[0]["lang"] == "de"
    assert "kontor-sprache" not in browser.headers.get("Set-Cookie", "")
