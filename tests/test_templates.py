"""House rules of the templates (STYLE, "Templates"), read from the files themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "templates"
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
PARTS = [name for name in PAGES if name.startswith("parts/")]
LAYOUTS = ["document.html", *(name for name in PAGES if name.startswith("layouts/"))]
MAILS = [name for name in PAGES if name.startswith("mail/")]
MANUAL = [name for name in PAGES if name.startswith(("help/de/", "help/en/"))]
"""Whole texts in one language, as the wording of mails is."""
SCREENS = [name for name in PAGES if name not in {*PARTS, *LAYOUTS, *MAILS}]
LONGEST = 90

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
CLASSES = re.compile(r"\{% block (?:width|body_class) %\}.*?\{% endblock %\}")
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}")
SPOKEN = re.compile(r"""\b(?:aria-label|placeholder|title|alt|label)=["']([^"'{}]*)["']""")
NAMES = {"Kontor"}
"""Words that are the same in every language."""


def source(name):
    """A template without its comments."""
    return COMMENT.sub("", (ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("name", [name for name in PAGES if name not in MAILS])
def test_no_style_no_handlers_no_script_in_the_page(name):
    text = CODE.sub("", source(name))
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<[^>]*\son\w+\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("name", [name for name in PAGES if name not in PARTS])
def test_escaping_is_never_switched_off(name):
    assert not re.search(r"\|\s*safe\b|Markup\(|autoescape\s+false", source(name))


@pytest.mark.parametrize("name", [name for name in PAGES if name not in PARTS])
def test_templates_are_short(name):
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("name", SCREENS)
def test_a_page_extends_a_layout_and_leaves_the_heading_to_it(name):
    text = source(name)
    if Path(name).name.startswith("_"):
        assert "{% extends" not in text
        return
    base = re.match(r"\s*\{% extends [\"']([\w/.]+)[\"'] %\}", text)
    assert base, "a page extends a layout"
    inherits = base[1] not in LAYOUTS
    assert inherits or re.search(r"\{% block title %\}.+?\{% endblock %\}", text, re.DOTALL)
    replaces_head = "{% block head %}" in text or "{% block body %}" in text
    assert len(re.findall(r"<h1\b", text)) == (1 if replaces_head else 0)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in {*MAILS, *MANUAL}])
def test_every_text_can_be_translated(name):
    text = CLASSES.sub("", source(name))
    spoken = " ".join(SPOKEN.findall(CODE.sub("", text)))
    bare = TAG.sub(" ", CODE.sub(" ", text).replace("&nbsp;", " ").replace("&amp;", " "))
    words = set(WORD.findall(bare + " " + spoken)) - NAMES
    assert not words, f"words outside of _(): {sorted(words)}"


@pytest.mark.parametrize("name", [name for name in PAGES if name not in MAILS])
def test_forms_that_post_hold_the_token(name):
    for form in re.findall(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", source(name), re.DOTALL | re.IGNORECASE):
        assert re.search(r"\{\{ (hidden\(|csrf\()", form), "a POST form without hidden(form) or csrf()"


@pytest.mark.parametrize("name", [name for name in PAGES if name not in MAILS])
def test_attributes_are_quoted(name):
    assert not re.search(r"<\w[^>]*\s(?:href|src|value|action|id|class)=\{\{", source(name))
