"""What the custom elements add to pages that work without them."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from tests.web.floor import build_floor


@pytest.fixture(scope="module")
def origin():
    """Where the small application of the web tests answers."""
    server = make_server("127.0.0.1", 0, build_floor(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def page(browser, origin):
    """The page with all elements; no error may reach the console."""
    context = browser.new_context(locale="de-DE", base_url=origin, permissions=["clipboard-read", "clipboard-write"])
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/elemente")
    yield page
    context.close()
    assert not errors


def test_a_menu_closes_with_escape_and_gives_the_focus_back(page):
    page.get_by_text("Mehr", exact=True).click()
    page.get_by_role("link", name="Danke").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Danke")).to_be_hidden()
    expect(page.locator("summary")).to_be_focused()


def test_a_menu_closes_on_a_click_elsewhere(page):
    page.get_by_text("Mehr", exact=True).click()
    page.get_by_role("heading", name="Elemente").click()
    expect(page.get_by_role("link", name="Danke")).to_be_hidden()


def test_a_text_is_copied(page):
    page.get_by_role("button", name="Kopieren").click()
    expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "http://hafenlicht.localhost/kunden/"


def test_a_password_can_be_shown_and_is_sent_as_one(page):
    field = page.get_by_label("Passwort", exact=False).and_(page.locator("input"))
    button = page.get_by_role("button", name="Passwort zeigen")
    button.click()
    expect(field).to_have_attribute("type", "text")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(field).to_have_attribute("type", "password")


def test_a_changed_form_is_not_left_without_asking(page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Name").press_sequentially("Anna")
    page.goto("/danke")
    assert asked == ["beforeunload"]


def test_a_form_that_is_sent_is_left_without_asking(page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Name").press_sequentially("Anna")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Danke")).to_be_visible()
    assert asked == []


def test_a_subdomain_is_looked_up_while_typing(page):
    page.get_by_label("Subdomain").press_sequentially("kontor")
    expect(page.get_by_text("kontor ist vergeben.")).to_have_class("bad")
    page.get_by_label("Subdomain").press_sequentially("-2")
    expect(page.get_by_text("kontor-2 ist frei.")).to_have_class("ok")
    page.get_by_label("Subdomain").fill("")
    expect(page.locator("subdomain-check output")).to_be_empty()


def test_a_window_opens_over_the_page_and_closes_back_to_its_link(page):
    page.get_by_role("link", name="Fenster").click()
    expect(page.get_by_role("dialog", name="Fenster")).to_be_visible()
    assert page.url.endswith("/elemente")
    page.get_by_role("link", name="Abbrechen").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Fenster")).to_be_focused()


def test_a_window_closes_with_escape(page):
    page.get_by_role("link", name="Fenster").press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_form_in_a_window_goes_to_its_own_page(page):
    page.get_by_role("link", name="Fenster").click()
    page.get_by_role("button", name="Bestellen").click()
    expect(page.get_by_role("heading", name="Danke")).to_be_visible()


def test_a_key_leads_into_the_search(page):
    page.keyboard.press("/")
    field = page.get_by_label("Suche")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    expect(field).to_have_attribute("placeholder", "Taste /")


def test_who_types_a_slash_gets_a_slash(page):
    field = page.get_by_label("Name")
    field.press_sequentially("a/b")
    expect(field).to_have_value("a/b")
    expect(field).to_be_focused()


def test_the_key_of_the_search_can_be_switched_off_for_good(page):
    page.get_by_label("Taste", exact=True).uncheck()
    page.keyboard.press("/")
    expect(page.get_by_label("Suche")).not_to_be_focused()
    page.reload()
    expect(page.get_by_label("Taste", exact=True)).not_to_be_checked()
    page.get_by_role("button", name="Kopieren").press("/")
    expect(page.get_by_label("Suche")).not_to_be_focused()
