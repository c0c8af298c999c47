"""Headers on every answer, and nowhere to be sent but here."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.web.security import local_path

VECTORS = Path(__file__).with_name("open_redirect_vectors.txt").read_text("utf-8").splitlines()
VECTORS = [
    line.encode().decode("unicode_escape").encode("latin-1").decode("utf-8") for line in VECTORS if line[:1] != "#"
]


@pytest.mark.parametrize(
    "path", ["/probe", "/danke", "/fehler/404", "/fehler/500", "/daten", "/branding.css", "/favicon.svg", "/nirgends"]
)
def test_every_answer_has_the_headers(browser, path):
    browser.get(path)
    assert browser.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'"
    )
    assert browser.headers["X-Content-Type-Options"] == "nosniff"
    assert browser.headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in browser.headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in browser.headers


def test_static_files_have_the_headers_and_may_be_kept_for_ever(browser):
    browser.get("/probe")
    sheet = next(node["href"] for node in browser.page.all("link") if node["href"].endswith("index.css"))
    browser.get(sheet)
    assert browser.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert browser.headers["X-Content-Type-Options"] == "nosniff"
    assert browser.response.mimetype == "text/css"
    assert "@import" not in browser.html
    assert "@layer reset, tokens, base" in browser.html


def test_an_outdated_address_of_a_static_file_is_not_kept(browser):
    browser.get("/static/000000000000/js/index.js")
    assert browser.status == 200
    assert browser.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["css/../../config.py", "..%2f..%2fconfig.py", "js/nichts.js", "%2e%2e/config.py"])
def test_static_files_come_only_from_their_folder(browser, path):
    assert browser.get(f"/static/x/{path}").status == 404


def test_addresses_with_a_token_give_away_only_their_origin(browser):
    browser.get("/offen/geheim")
    assert browser.headers["Referrer-Policy"] == "strict-origin"


def test_https_installations_ask_for_https_only(floor, monkeypatch, browser):
    monkeypatch.setitem(floor.config, "SCHEME", "https")
    assert browser.get("/danke").headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_page_url_takes_no_orders_from_the_address(browser):
    browser.get("/seite?q=a&_external=1&_scheme=javascript&_anchor=x&endpoint=next&seite=7")
    assert browser.status == 200
    assert browser.html == "/seite?q=a&_external=1&_scheme=javascript&_anchor=x&endpoint=next&seite=2"


def test_there_are_enough_vectors():
    assert len(set(VECTORS)) >= 40


@pytest.mark.parametrize("target", VECTORS, ids=ascii)
def test_nobody_is_sent_elsewhere(target):
    assert local_path(target, default="/verwaltung/") == "/verwaltung/"


@pytest.mark.parametrize("target", ["/", "/verwaltung/kunden", "/verwaltung/kunden?seite=2&q=a%20b", "/kunden/profil"])
def test_plain_paths_are_kept(target):
    assert local_path(target, default="/nein") == target


def test_paths_outside_of_their_part_of_the_house_are_refused():
    assert local_path("/kunden/profil", default="/verwaltung/", within="/verwaltung/") == "/verwaltung/"


def test_no_target_is_the_default():
    assert local_path(None, default="/kunden/") == "/kunden/"
