"""Groups and Rubriken in Chromium: dragged by their grip; without script their buttons do the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.groups.models import Group, Rubric
from tests.browser.visitor import Visitor
from tests.cast import PASSWORD

LIST = "/verwaltung/einstellungen/gruppen"


@pytest.fixture
def shown(browser, live, cast):
    """`shown(script)`: the page of groups; under „Leistungen“ stand Shop, Pflege, Hosting."""
    contexts = []
    with cast.a.work():
        rubric = Rubric.add(name="Leistungen")
        for name in ("Shop", "Pflege", "Hosting"):
            Group.add(rubric=rubric, name=name)

    def opened(script: bool = True) -> Page:
        contexts.append(browser.new_context(locale="de-DE", java_script_enabled=script))
        visitor = Visitor(contexts[-1].new_page())
        visitor.open(f"http://{cast.a.host}:{live.port}/anmelden?next={LIST}")
        visitor.fill({"E-Mail-Adresse": cast.a.admin.email, "Passwort": PASSWORD})
        visitor.press("Anmelden")
        visitor.heading("Gruppen")
        return visitor.page

    yield opened
    for context in contexts:
        context.close()


def has_groups(page: Page, *names: str) -> None:
    expect(page.get_by_role("region", name="Leistungen").locator(".lead")).to_have_text(list(names))


def has_rubrics(page: Page, *names: str) -> None:
    expect(page.get_by_role("heading", level=2).and_(page.locator(".card h2"))).to_have_text(list(names))


def lift(page: Page, grip, onto) -> None:
    """Take it by the grip and hold it above the upper half of another."""
    start, end = grip.bounding_box(), onto.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + 4, steps=5)


def row(page: Page, name: str):
    return page.get_by_role("listitem").filter(has=page.get_by_role("link", name=name, exact=True))


def test_a_group_is_dragged_to_its_place(shown):
    page = shown()
    lift(page, row(page, "Hosting").locator(".grip"), row(page, "Shop"))
    page.mouse.up()
    page.wait_for_url("**#group-*")
    has_groups(page, "Hosting", "Shop", "Pflege")
    page.reload()
    has_groups(page, "Hosting", "Shop", "Pflege")


def test_a_rubric_is_dragged_with_its_groups(shown):
    page = shown()
    has_rubrics(page, "Kunden", "Leistungen")
    below, above = (page.get_by_role("region", name=name) for name in ("Leistungen", "Kunden"))
    lift(page, below.locator("header .grip"), above)
    page.mouse.up()
    page.wait_for_url("**#rubric-*")
    has_rubrics(page, "Leistungen", "Kunden")
    has_groups(page, "Shop", "Pflege", "Hosting")


def test_escape_puts_it_back(shown):
    page = shown()
    lift(page, row(page, "Hosting").locator(".grip"), row(page, "Shop"))
    has_groups(page, "Hosting", "Shop", "Pflege")
    page.keyboard.press("Escape")
    has_groups(page, "Shop", "Pflege", "Hosting")
    page.mouse.up()
    assert page.url.endswith(LIST)


def test_without_script_there_are_buttons_and_no_grip(shown):
    page = shown(script=False)
    expect(page.locator(".grip").first).to_be_hidden()
    page.get_by_role("button", name="„Pflege“ höher", exact=True).click()
    has_groups(page, "Pflege", "Shop", "Hosting")
