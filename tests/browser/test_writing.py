"""What the editor of a mail's wording adds to its text field: tools, placeholders, marks, undo, keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage
from tests.cast import make_agency

EDITOR = "/verwaltung/einstellungen/e-mail-templates/welcome/de_sie"
WRITTEN = [
    ("Fett", "eins zwei", 5, 9, "eins **zwei**"),
    ("Fett", "eins **zwei**", 7, 11, "eins zwei"),
    ("Fett", "eins ", 5, 5, "eins **wichtig**"),
    ("Kursiv", "eins zwei", 0, 4, "*eins* zwei"),
    ("Überschrift", "eins\nzwei", 6, 6, "eins\n## zwei"),
    ("Überschrift", "## eins", 4, 4, "eins"),
    ("Liste", "eins\nzwei\ndrei", 0, 9, "- eins\n- zwei\ndrei"),
    ("Liste", "- eins\n- zwei", 0, 13, "eins\nzwei"),
    ("Nummerierte Liste", "- eins\n- zwei", 0, 13, "1. eins\n2. zwei"),
    ("Nummerierte Liste", "1. eins\n2. zwei", 0, 15, "eins\nzwei"),
    ("Link", "hier klicken", 0, 4, "[hier](https://) klicken"),
    ("Knopf", "eins\nzwei", 4, 4, "eins\n\n[Aufschrift]({{ link }})\n\nzwei"),
    ("Trennlinie", "eins", 4, 4, "eins\n\n---\n\n"),
    ("Trennlinie", "", 0, 0, "---\n\n"),
    ("Bedingung", "eins zwei", 5, 9, "eins {% if mit_link %}zwei{% endif %}"),
]
"""The tool, the text before, what of it is selected, the text after."""


@pytest.fixture(scope="module")
def page(app, browser, live):
    """One editor for all tests: each writes its own text into the field."""
    stage, agency = Stage(browser, live, "mouse"), make_agency(app, "Hafenlicht")
    page = stage.visitor(agency, "/anmelden", agency.owner.email).page
    page.goto(EDITOR)
    expect(tool(page, "Fett")).to_be_visible()
    yield page
    stage.close()


def tool(page, name):
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def text(page):
    return page.locator("#wording_body")


def write(page, words, start=None, end=None):
    """Words in the field, with a selection in them; the caret at their end when none is named."""
    places = [len(words) if start is None else start, len(words) if start is None else end]
    text(page).fill(words)
    text(page).evaluate("(field, [start, end]) => field.setSelectionRange(start, end)", places)


def test_a_tool_writes_markdown(page):
    for name, before, start, end, after in WRITTEN:
        write(page, before, start, end)
        tool(page, name).click()
        expect(text(page)).to_have_value(after)
        expect(text(page)).to_be_focused()


def test_the_address_of_a_link_is_chosen_to_be_typed_over(page):
    write(page, "hier", 0, 4)
    tool(page, "Link").click()
    page.keyboard.type("https://example.org")
    expect(text(page)).to_have_value("[hier](https://example.org)")


def test_every_step_is_taken_back_by_the_browsers_own_undo(page):
    write(page, "eins zwei", 5, 9)
    tool(page, "Fett").click()
    tool(page, "link").click()
    expect(text(page)).to_have_value("eins **{{ link }}**")
    page.keyboard.press("Control+z")
    expect(text(page)).to_have_value("eins **zwei**")
    tool(page, "Rückgängig").click()
    expect(text(page)).to_have_value("eins zwei")


def test_a_placeholder_comes_where_the_caret_was_last(page):
    write(page, "Hallo , guten Tag", 6, 6)
    tool(page, "vorname").click()
    page.keyboard.type("!")
    expect(text(page)).to_have_value("Hallo {{ vorname }}!, guten Tag")
    subject = page.get_by_label("Betreff")
    subject.fill("Für ")
    tool(page, "nachname").click()
    expect(subject).to_have_value("Für {{ nachname }}")
    expect(subject).to_be_focused()
    tool(page, "Fett").click()
    expect(text(page)).to_be_focused()


def test_keys_do_as_the_tools_do(page):
    for key, after in (("b", "**eins**"), ("i", "*eins*"), ("k", "[eins](https://)")):
        write(page, "eins", 0, 4)
        page.keyboard.press(f"Control+{key}")
        expect(text(page)).to_have_value(after)


def test_one_tab_leads_through_each_row_of_tools_and_arrows_wander_in_it(page):
    page.get_by_label("Betreff").focus()
    page.keyboard.press("Tab")
    expect(tool(page, "Fett")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tool(page, "Kursiv")).to_be_focused()
    page.keyboard.press("End")
    expect(tool(page, "Rückgängig")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tool(page, "Fett")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    expect(tool(page, "anrede")).to_be_focused()
    page.keyboard.press("Tab")
    expect(text(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(tool(page, "Rückgängig")).to_be_focused()


def test_known_and_unknown_words_in_braces_are_marked(page):
    write(page, "{{ vorname }} {{ vornahme | upcase }} {% if link %}x{% endif %} {% include 'a' %} {{ offen")
    marks = page.locator(".marks mark")
    seen = marks.evaluate_all("all => all.map((mark) => [mark.textContent, mark.className])")
    assert seen == [
        ["{{ vorname }}", ""],
        ["{{ vornahme | upcase }}", "bad"],
        ["{% if link %}", "condition"],
        ["{% endif %}", "condition"],
        ["{% include 'a' %}", "bad"],
        ["{{", "bad"],
    ]


def test_what_a_loop_names_is_known(page):
    write(page, "{% for n in neuigkeiten %}{{ n.titel }}{% endfor %}")
    assert page.locator(".marks mark.bad").count() == 0


def test_the_marks_lie_exactly_under_the_text(page):
    for words in ("Zeile\n" * 60, "lang " * 400, "sehr" * 400, "مرحبا {{ vorname }}\nHallo"):
        write(page, words)
        boxes = [page.locator(place).bounding_box() for place in ("#wording_body", ".marks")]
        assert boxes[0] == boxes[1]
        assert text(page).evaluate("field => field.scrollHeight <= field.clientHeight")
