"""A discussion in Chromium: what the composer adds, what a note looks like, and that nothing of it fails anybody."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from app.discussion.models import Comment
from app.tasks.models import Task
from tests.browser.surroundings import faults_of
from tests.cast import PASSWORD
from tests.portal.work import permit, post, task

LONG = "**Donaudampfschifffahrtsgesellschaft** " * 12 + "\n\n- eins\n- zwei\n\n> Zitat\n\n" + "x" * 200


@pytest.fixture
def visit(browser, live):
    """`visit(host, path)`: a page of a browser in which somebody has just signed in."""
    contexts, errors = [], []

    def opened(agency, who: str, path: str):
        context = browser.new_context(locale="de-DE", base_url=f"http://{agency.host}:{live.port}")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/kunden/anmelden" if who == "person" else "/anmelden")
        page.get_by_label("E-Mail-Adresse").fill(getattr(agency, who).email)
        page.locator("input[type=password]").fill(PASSWORD)
        page.get_by_role("button", name="Anmelden", exact=True).click()
        page.wait_for_url(lambda url: "anmelden" not in url)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def place(cast):
    """A task with every kind of line in its discussion."""
    permit(cast.a, "projects", "files")
    there = task(cast.a, status="open")
    post(cast.a, there, LONG)
    with cast.a.work():
        there.load().set_status("waiting")
        there.load().update(due_on=date(2099, 11, 24))
    post(cast.a, there, "Marge prüfen", by="owner", internal=True)
    edited, gone = post(cast.a, there, "Vertippt", by="owner"), post(cast.a, there, "Weg", by="owner")
    with cast.a.work():
        Comment.get(edited.id).edit("Getippt")
        Comment.get(gone.id).delete()
    post(cast.a, there, "Das gefällt uns gut.", by="person")
    return there


def test_nobody_fails_at_the_discussion(cast, visit, place):
    office = visit(cast.a, "owner", f"/verwaltung/aufgaben/{place.id}")
    found = faults_of(office)
    for link in ("Bearbeiten (Beitrag)", "Löschen (Beitrag)"):
        office.goto(f"/verwaltung/aufgaben/{place.id}")
        office.goto(office.get_by_role("link", name=link).last.get_attribute("href"))
        found += faults_of(office)
    office.goto(f"/verwaltung/aufgaben/{place.id}")
    office.get_by_role("link", name="bearbeitet").click()
    found += faults_of(office)
    portal = visit(cast.a, "person", f"/kunden/aufgaben/{place.id}")
    found += faults_of(portal)
    portal.get_by_role("button", name="Antworten", exact=True).click()
    expect(portal.locator("#body-fault")).to_be_visible()
    assert found + faults_of(portal) == []


def test_a_note_is_written_with_the_keyboard_and_stays_inside(cast, visit, place):
    office = visit(cast.a, "owner", f"/verwaltung/aufgaben/{place.id}")
    office.get_by_label("Beitrag", exact=True).fill("Nur unter **uns**")
    office.get_by_text("Interne Notiz", exact=True).click()
    office.get_by_label("Beitrag", exact=True).press("Control+Enter")
    note = office.locator("article.note").last
    expect(note).to_contain_text("Nur unter uns")
    expect(note).to_contain_text("Interne Notiz, für den Kunden unsichtbar")
    expect(office).to_have_url(re.compile("#beitrag-"))
    portal = visit(cast.a, "person", f"/kunden/aufgaben/{place.id}")
    expect(portal.locator("article.post")).to_have_count(3)
    assert "unter uns" not in portal.content()


def test_files_go_along_and_what_is_new_is_marked(cast, visit, place):
    portal = visit(cast.a, "person", f"/kunden/aufgaben/{place.id}")
    expect(portal.get_by_text("Neu seit Ihrem letzten Besuch")).to_be_visible()
    portal.get_by_label("Ihre Antwort", exact=True).fill("Hier ist der Plan")
    portal.locator("input[type=file]").set_input_files([{"name": "plan.txt", "mimeType": "text/plain", "buffer": b"x"}])
    portal.get_by_role("button", name="Antworten", exact=True).click()
    expect(portal.locator("article.own").last).to_contain_text("plan.txt")
    expect(portal.get_by_text("Neu seit Ihrem letzten Besuch")).to_have_count(0)
    with cast.a.work():
        assert Task.get(place.id).status == "doing"
    office = visit(cast.a, "owner", f"/verwaltung/aufgaben/{place.id}")
    expect(office.locator("#neu")).to_be_visible()


def test_a_window_changes_ones_own_words(cast, visit, place):
    office = visit(cast.a, "owner", f"/verwaltung/aufgaben/{place.id}")
    office.get_by_role("link", name="Bearbeiten (Beitrag)").last.click()
    dialog = office.get_by_role("dialog")
    dialog.get_by_label("Beitrag").fill("Ganz anders")
    dialog.get_by_role("button", name="Speichern").click()
    expect(office.locator("article.own").last).to_contain_text("Ganz anders")
