"""Error pages stand without a tenant, a session and a database, and say in German what to do."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, PendingRollbackError

from tenants import side_engine
from tests.client import Client

CODES = [400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503, 415]


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_a_page(browser, code):
    browser.get(f"/fehler/{code}")
    assert browser.status == code
    assert "Zur Startseite" in browser.text
    assert browser.headers["Cache-Control"] == "no-store"


def test_a_view_may_say_its_own_sentence(browser):
    assert "Dieser Kontakt ist schon gelöscht." in browser.get("/satz").text


def test_unknown_hosts_get_the_page_of_the_product(floor):
    stranger = Client(floor, "gibts.gar.nicht.localhost").get("/kunden/")
    assert stranger.status == 404
    assert stranger.page.all("title")[0].text() == "Diese Seite gibt es hier nicht · Kontor"


def test_wrong_method_names_the_right_ones(browser):
    browser.post("/impressum")
    browser.get("/").get("/impressum")
    browser._open("DELETE", "/impressum", False, headers={"X-CSRFToken": "x"})
    assert browser.status in (400, 405)


def test_too_many_attempts_say_when_to_come_back(browser):
    browser.get("/viel")
    assert browser.status == 429
    assert browser.headers["Retry-After"] == "90"


def test_no_database_is_503_with_retry_after(browser):
    browser.get("/daten")
    assert browser.status == 503
    assert browser.headers["Retry-After"] == "5"
    assert browser.title == "Gerade nicht erreichbar"


def test_no_database_while_looking_for_the_agency_is_503(floor):
    agency = Client(floor, "hafenlicht.localhost").get("/anmelden")
    assert agency.status == 503
    assert agency.headers["Retry-After"] == "5"


def test_a_connection_that_broke_on_the_way_is_503(app, superuser):
    with app.app_context(), side_engine().connect() as connection:
        end = text("SELECT pg_terminate_backend(:pid)")
        with superuser.connect() as other:
            other.execute(end, {"pid": connection.scalar(text("SELECT pg_backend_pid()"))})
        with suppress(OperationalError):  # some go on without what they asked for
            connection.execute(text("SELECT 1"))
        with pytest.raises(PendingRollbackError) as broken:
            connection.execute(text("SELECT 1"))
    with app.test_request_context("/"):
        answer = app.handle_user_exception(broken.value)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        with pytest.raises(PendingRollbackError):
            app.handle_user_exception(PendingRollbackError("what a flush before this one left behind", code="7s2a"))


def test_a_fault_of_ours_says_so_and_shows_nothing_of_it(browser):
    browser.get("/absturz")
    assert browser.status == 500
    assert "ZeroDivisionError" not in browser.html


def test_too_large_a_form_is_413(browser):
    browser.get("/probe").submit("Speichern", {"Notiz": "x" * 1_100_000})
    assert browser.status == 413


def test_an_expired_form_can_be_sent_again_with_what_was_typed(browser):
    browser.get("/probe")
    browser.post("/probe", {"csrf_token": "old", "name": "", "note": "eins\nzwei", "password": "Möwe-Kompass-37"})
    assert browser.status == 400
    assert browser.title == "Das Formular ist abgelaufen"
    assert "Möwe" not in browser.html
    browser.submit("Noch einmal absenden")
    assert browser.status == 422
    assert browser.value("Notiz") == "eins\nzwei"


def test_a_script_is_told_and_gets_a_token_that_fits(browser):
    browser.get("/probe")
    browser.post("/probe", {"csrf_token": "old", "name": ""}, headers={"Accept": "application/json"})
    assert browser.status == 400
    assert browser.json["errors"] == {"": ["Das Formular war zu lange offen. Bitte senden Sie noch einmal ab."]}
    browser.post("/probe", {"csrf_token": browser.json["token"], "name": ""})
    assert browser.status == 422


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_a_forged_form_is_not_offered_again(browser, site):
    browser.get("/probe")
    browser.post("/probe", {"csrf_token": "forged", "name": "Anna"}, headers={"Sec-Fetch-Site": site})
    assert browser.status == 400
    assert "Anna" not in browser.html
