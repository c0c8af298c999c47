"""The board in Chromium: cards are dragged, moved by arrow keys, and by buttons without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.projects.models import Project
from app.tasks.models import Task
from tests.browser.surroundings import faults_of
from tests.browser.visitor import Visitor
from tests.cast import PASSWORD

BOARD = "/verwaltung/aufgaben/tafel"


@pytest.fixture
def board(browser, live, cast):
    """`board(script)`: the page of the board, on which agency A has A, B, C in „offen“ and D in „erledigt“."""
    contexts, complaints = [], []
    with cast.a.work():
        for title, status in (("Delta", "done"), ("Charlie", "open"), ("Bravo", "open"), ("Alpha", "open")):
            cast.a.things[title] = Task.add(title=title, status=status, assignees=[cast.a.member.load()]).id

    def opened(script: bool = True) -> Page:
        context = browser.new_context(
            locale="de-DE", java_script_enabled=script, viewport={"width": 1440, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        visitor = Visitor(page)
        visitor.open(f"http://{cast.a.host}:{live.port}/anmelden?next={BOARD}")
        visitor.fill({"E-Mail-Adresse": cast.a.member.email, "Passwort": PASSWORD})
        visitor.press("Anmelden")
        visitor.heading("Tafel")
        return page

    opened.complaints = complaints
    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def shows(page: Page, status: str, *titles: str) -> None:
    expect(page.locator(f"[data-status={status}] .lead")).to_have_text(list(titles))


def card(page: Page, title: str):
    return page.get_by_role("listitem", name=title, exact=True)


def drag(page: Page, title: str, to: str, below: bool = False) -> None:
    """Take a card by its title with the mouse and let it go above, or below, the middle of another."""
    start, end = card(page, title).locator(".lead").bounding_box(), card(page, to).bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + end["height"] * (0.8 if below else 0.2), steps=5)
    page.mouse.up()


def test_a_card_is_dragged_within_and_between_columns(board, cast):
    page = board()
    drag(page, "Charlie", to="Alpha")
    expect(page.get_by_role("status").first).to_have_text("„Charlie“: offen, 1 von 3")
    shows(page, "open", "Charlie", "Alpha", "Bravo")
    drag(page, "Alpha", to="Delta", below=True)
    expect(page.get_by_role("status").first).to_have_text("„Alpha“: erledigt, 2 von 2")
    expect(card(page, "Alpha")).to_be_focused()
    assert page.url.endswith(BOARD), "a dragged link was followed"
    page.reload()
    shows(page, "open", "Charlie", "Bravo")
    shows(page, "done", "Delta", "Alpha")


def test_escape_puts_a_dragged_card_back(board):
    page = board()
    box = card(page, "Alpha").locator(".lead").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    there = card(page, "Delta").bounding_box()
    page.mouse.move(there["x"] + 20, there["y"] + 5, steps=4)
    shows(page, "done", "Alpha", "Delta")
    page.keyboard.press("Escape")
    page.mouse.up()
    shows(page, "done", "Delta")
    shows(page, "open", "Alpha", "Bravo", "Charlie")


def test_arrow_keys_move_the_card_that_has_the_focus(board):
    page = board()
    card(page, "Alpha").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    shows(page, "open", "Bravo", "Charlie", "Alpha")
    expect(card(page, "Alpha")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("status").first).to_have_text("„Alpha“: in Arbeit, 1 von 1")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    shows(page, "open", "Alpha", "Bravo", "Charlie")


def test_a_card_that_somebody_else_deleted_is_gone_after_the_move(board, cast):
    page = board()
    with cast.a.work():
        Task.get(cast.a.things["Bravo"]).remove()
    card(page, "Bravo").focus()
    page.keyboard.press("ArrowRight")
    shows(page, "open", "Alpha", "Charlie")
    assert ["404" in complaint for complaint in board.complaints] == [True]
    board.complaints.clear()


def test_without_script_the_buttons_do_it(board):
    page = board(script=False)
    card(page, "Alpha").get_by_text("Alpha").first.hover()
    card(page, "Alpha").locator("summary").click()
    page.get_by_role("button", name="nach rechts").click()
    shows(page, "doing", "Alpha")


def test_the_board_has_no_faults(board):
    assert faults_of(board()) == []


def test_choosing_a_customer_brings_its_projects_and_lets_the_task_be_shown(browser, live, cast):
    with cast.a.work():
        Project.add(customer=cast.a.customer.load(), name="Neue Website")
        Project.add(customer=cast.a.other_customer.load(), name="Speisekarte")
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    visitor = Visitor(page)
    visitor.open(f"http://{cast.a.host}:{live.port}/anmelden?next=/verwaltung/aufgaben/neu")
    visitor.fill({"E-Mail-Adresse": cast.a.member.email, "Passwort": PASSWORD})
    visitor.press("Anmelden")
    shown, reason = page.locator(".with-customer"), page.locator(".without-customer")
    expect(shown).to_be_hidden()
    expect(reason).to_be_visible()
    page.get_by_label("Kunde", exact=True).select_option(label=label_of(cast.a))
    expect(page.get_by_label("Projekt", exact=True).locator("option")).to_have_text(["kein Projekt", "Neue Website"])
    expect(shown.get_by_role("checkbox")).to_be_checked()
    expect(reason).to_be_hidden()
    context.close()


def label_of(agency) -> str:
    with agency.work():
        customer = agency.customer.load()
        return f"{customer.name} ({customer.number})"
