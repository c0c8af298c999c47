"""Chromium, where it is installed, against a running installation."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.stage import Stage
from tests.browser.visitor import Visitor

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests; each takes a context of its own."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def stage(browser, live, request):
    """What a journey is played on, in the way that the test is parametrized with."""
    stage = Stage(browser, live, request.param)
    yield stage
    stage.close()


@pytest.fixture
def visit(browser, live):
    """`visit(host)`: a page of a fresh browser at a host, and the list of what the browser complained about."""
    contexts, complaints = [], []

    def opened(host: str) -> Visitor:
        context = browser.new_context(locale="de-DE")
        context.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        contexts.append(context)
        visitor = Visitor(context.new_page())
        visitor.origin = f"http://{host}:{live.port}"
        return visitor

    yield opened
    for context in contexts:
        context.close()
    assert not complaints
