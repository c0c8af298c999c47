"""The eye of the browser tests sees what it is meant to see."""

from __future__ import annotations

import pytest

from tests.browser.surroundings import faults_of

PAGE = """<!doctype html><html lang="de"><head><title>Seite</title><meta name="color-scheme" content="light dark">
<style>:root {{ color-scheme: light dark }} body {{ color: light-dark(#000, #fff); background: light-dark(#fff, #000) }}
</style></head><body><main><h1>Seite</h1>{}</main></body></html>"""
FAULTS = {
    "in light": ('<p style="color: light-dark(#eee, #fff)">Blass</p>', {"320 light", "1280 light"}, "color-contrast"),
    "in dark": ('<p style="color: light-dark(#000, #111)">Blass</p>', {"320 dark", "1280 dark"}, "color-contrast"),
    "without a name": ('<button></button>', {"320 light", "1280 light"}, "button-name"),
    "on phones": (
        "<style>@media (width > 40rem) {button {display: none}}</style><button></button>", {"320 light"}, "button-name",
    ),
}  # fmt: skip


@pytest.fixture
def page(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_nothing_is_found_on_a_good_page(page):
    page.set_content(PAGE.format("<p>Gut</p>"))
    assert faults_of(page) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_where_it_shows(page, fault):
    content, where, rule = FAULTS[fault]
    page.set_content(PAGE.format(content))
    found = [said.removeprefix("about:blank ") for said in faults_of(page)]
    assert {said.partition(":")[0] for said in found} == where
    assert all(f": {rule}: " in said for said in found)


def test_what_is_wider_than_the_window_is_found(page):
    page.set_content(PAGE.format('<p style="inline-size: 400px">Breit</p>'))
    assert faults_of(page) == ["about:blank scrolls sideways at 320 px"]
