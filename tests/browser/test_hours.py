"""The grid of hours in Chromium: by keyboard, with the mouse, from right to left, narrow, and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.availability.week import Week
from tests.browser.surroundings import SCROLLS, faults_of
from tests.browser.visitor import Visitor
from tests.cast import PASSWORD

OFFICE = Week.stretch(1, 5, 8, 18)


@pytest.fixture
def form(browser, live, cast):
    """`form(script)`: the form of agency A's customer."""
    contexts, complaints = [], []
    path = f"/verwaltung/kunden/{cast.a.customer.id}/bearbeiten"

    def opened(script: bool = True, width: int = 1440) -> Page:
        context = browser.new_context(
            locale="de-DE", java_script_enabled=script, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        visitor = Visitor(page)
        visitor.open(f"http://{cast.a.host}:{live.port}/anmelden?next={path}")
        visitor.fill({"E-Mail-Adresse": cast.a.member.email, "Passwort": PASSWORD})
        visitor.press("Anmelden")
        visitor.heading("Orgelbau Matthiesen bearbeiten")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def box(page: Page, day: int, hour: int):
    return page.locator(f"input[name=hours][value='{day}-{hour}']")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def chosen(page: Page) -> Week:
    week = Week()
    for value in page.locator("input[name=hours]:checked").evaluate_all("boxes => boxes.map((box) => box.value)"):
        day, hour = value.split("-")
        week = week.with_range([int(day)], [int(hour)])
    return week


def draw(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Press the mouse on one hour and let it go on another."""
    box(page, *start).evaluate("box => box.scrollIntoView({block: 'center'})")
    a, b = box(page, *start).bounding_box(), box(page, *end).bounding_box()
    page.mouse.move(a["x"] + a["width"] / 2, a["y"] + a["height"] / 2)
    page.mouse.down()
    page.mouse.move(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2, steps=8)
    page.mouse.up()


def test_a_week_is_chosen_by_keyboard_alone(form, cast):
    page = form()
    page.get_by_role("button", name="Leeren").focus()
    press(page, "Tab")
    expect(box(page, 1, 8)).to_be_focused()
    press(page, "Space", *["Shift+ArrowRight"] * 10, "Shift+ArrowLeft", *["Shift+ArrowDown"] * 4)
    expect(box(page, 5, 17)).to_be_focused()
    assert chosen(page) == OFFICE
    expect(page.locator(".in-words[role=status]")).to_have_text("50 Stunden gewählt Mo–Fr 8–18 Uhr")
    press(page, "Space", "Shift+ArrowLeft")
    assert chosen(page) == OFFICE - Week.stretch(5, 5, 16, 18)
    press(page, *["ArrowUp"] * 5)
    expect(page.get_by_role("button", name="16 Uhr an allen Tagen")).to_be_focused()
    press(page, "Enter")
    assert chosen(page) == OFFICE - Week.stretch(5, 5, 17, 18) | Week.stretch(1, 7, 16, 17)
    press(page, "ArrowDown", *["ArrowLeft"] * 17)
    expect(page.get_by_role("button", name="Montag, ganzer Tag")).to_be_focused()
    press(page, "Space", "Space", "Tab")
    assert not page.evaluate("document.activeElement.closest('hours-grid')")
    assert chosen(page) == OFFICE - Week.stretch(5, 5, 17, 18) - Week.stretch(1, 1, 8, 18) | Week.stretch(2, 7, 16, 17)
    page.get_by_label("Ort").press("Enter")
    page.wait_for_url(f"**/{cast.a.customer.id}")
    expect(page.get_by_text("Di–Do 8–18, Fr 8–17, Sa–So 16–17 Uhr")).to_be_visible()


def test_hours_are_drawn_with_the_mouse(form):
    page = form()
    draw(page, (1, 8), (5, 17))
    assert chosen(page) == OFFICE
    draw(page, (5, 17), (5, 16))
    assert chosen(page) == OFFICE - Week.stretch(5, 5, 16, 18)
    box(page, 6, 10).click()
    expect(page.locator(".in-words[role=status]")).to_have_text("49 Stunden gewählt Mo–Do 8–18, Fr 8–16, Sa 10–11 Uhr")
    page.get_by_role("button", name="Mo–Fr 9–17").click()
    assert chosen(page) == Week.stretch(1, 5, 9, 17)
    page.get_by_label("Erster Tag").select_option(label="Sa")
    page.get_by_label("Letzter Tag").select_option(label="So")
    page.get_by_label("Von Uhrzeit").select_option(label="22:00")
    page.get_by_label("Bis Uhrzeit").select_option(label="6:00")
    page.get_by_role("button", name="Eintragen").click()
    assert chosen(page) == Week.stretch(1, 5, 9, 17) | Week.stretch(6, 7, 22, 6)
    page.get_by_role("button", name="Austragen").click()
    assert chosen(page) == Week.stretch(1, 5, 9, 17)


def test_from_right_to_left_everything_is_mirrored(form):
    page = form()
    page.evaluate("document.documentElement.dir = 'rtl'")
    eight, nine = box(page, 1, 8).bounding_box(), box(page, 1, 9).bounding_box()
    assert nine["x"] < eight["x"]
    box(page, 1, 8).focus()
    press(page, "Space", "Shift+ArrowLeft", "ArrowLeft")
    expect(box(page, 1, 10)).to_be_focused()
    assert chosen(page) == Week.stretch(1, 1, 8, 10)
    assert not page.evaluate(SCROLLS)


def test_a_narrow_screen_shows_three_lines_a_day(form):
    page = form(width=320)
    assert not page.evaluate(SCROLLS)
    box(page, 1, 8).focus()
    press(page, "ArrowDown")
    expect(box(page, 1, 16)).to_be_focused()
    press(page, "ArrowDown")
    expect(page.get_by_role("button", name="Dienstag, ganzer Tag")).to_be_focused()
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert not page.evaluate(SCROLLS)


def test_without_script_a_button_brings_the_form_back_to_where_it_was(form):
    page = form(script=False)
    page.get_by_label("Ort").fill("Husum")
    page.get_by_role("button", name="Mo–Fr 8–18").click()
    page.wait_for_load_state()
    expect(page.get_by_role("button", name="Mo–Fr 8–18")).to_be_focused()
    expect(page.get_by_role("button", name="Mo–Fr 8–18")).to_be_in_viewport()
    expect(page.get_by_label("Ort")).to_have_value("Husum")
    assert chosen(page) == OFFICE


def test_the_form_has_no_faults(form):
    page = form()
    page.get_by_role("button", name="Mo–Fr 8–18").click()
    assert faults_of(page) == []
