"""Generated wordings: whatever is typed is checked, previewed and saved or refused, never a fault."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.mail.checking import check
from app.mail.liquid import FILTERS, TAGS, WordingError
from app.mail.registry import all_mails, get_mail
from app.mail.rendering import Frame, render
from app.mail.scant import cases
from app.mail.wording import Variant, Wording, default_wording, variants
from app.web.branding import OWN

HOME = "https://hafenlicht.kontor.example/"
FRAME = Frame("Hafenlicht", "person", HOME, HOME, HOME, OWN)
NAMES = [
    "anrede",
    "vorname",
    "link",
    "link_gilt_bis",
    "neuigkeiten",
    "neues",
    "neues.titel",
    "anzahl",
    "agentur",
    "nie",
]
LIQUID = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{{-",
    "-%}",
    "|",
    ":",
    ",",
    "==",
    ">",
    "(1..9)",
    "[0]",
    "'",
    '"',
    "1",
    "nil",
    "in",
    ".",
]
MARKDOWN = [
    "**",
    "_",
    "# ",
    "- ",
    "1. ",
    "> ",
    "[",
    "](",
    ")",
    "<b>",
    "<!--",
    "&amp;",
    "---",
    "```",
    "\\",
    "\n",
    "\n\n",
]
ODD = ["ä", "אב", "\u202e", "\0", "\ud800", "😀", "\r\n", "\u2028", "é", "\x1b", "x" * 400]
WHOLE = [
    "{{ vorname }}", "{{ link }}", "[Los]({{ link }})", "{% if link %}", "{% else %}", "{% endif %}", "{% endfor %}",
    "{% for neues in neuigkeiten %}", "{{ neues.titel | upcase }}", "{{ nachname | default: 'x' }}", "{% comment %}",
    "{% case anzahl %}", "{% when 1 %}", "{% endcase %}", "{{ forloop.index }}", "{{ einstellungen }}",
]  # fmt: skip
PIECES = [*NAMES, *LIQUID, *MARKDOWN, *ODD, *WHOLE, *WHOLE, *FILTERS, *TAGS, " ", " "]
TYPED = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
TEMPLATES = "/verwaltung/einstellungen/e-mail-templates"
MAILS = ["welcome", "set_password", "news", "password_changed"]


def mutations(count: int) -> list[tuple[str, str, Wording]]:
    """Our own wordings, each with one place changed."""
    dice = random.Random(6)
    mails = [mail.key for mail in all_mails() if mail.audience != "apex"]
    made = []
    for _each in range(count):
        key, variant = dice.choice(mails), dice.choice(variants())
        ours = default_wording(key, variant)
        at = dice.randrange(len(ours.body))
        body = ours.body[:at] + dice.choice(PIECES) + ours.body[at + dice.choice((0, 0, 1, 2, 5)) :]
        made.append((key, variant.folder, Wording.typed(ours.subject, body)))
    return made


def hold(key: str, variant: Variant, subject: str, body: str) -> bool:
    """Check it; what the check lets pass can be rendered with all that may come. Returns whether it passed."""
    mail = get_mail(key)
    problems = check(mail, variant, subject, body)
    assert all(problem.words and problem.where in ("subject", "body") for problem in problems)
    passed = not any(problem.grave for problem in problems)
    wording = Wording.typed(subject, body)
    for case in cases(mail, variant):
        try:
            rendered = render(wording, case.values, variant, FRAME)
        except WordingError:
            assert not passed, (problems, wording)
            continue
        assert "\n" not in rendered.subject
        assert "<script" not in rendered.html
        assert "<b>" not in rendered.html
    return passed


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(MAILS), TYPED, TYPED)
def test_whatever_is_typed_is_checked_and_what_passes_can_be_sent(app, key, subject, body):
    with app.app_context():
        hold(key, Variant("de_sie"), subject, body)


def test_our_wordings_with_a_slip_are_checked_and_what_passes_can_be_sent(app):
    with app.app_context():
        passed = [hold(key, Variant(folder), *wording) for key, folder, wording in map(flat, mutations(150))]
    assert {True, False} == set(passed)


def flat(made: tuple[str, str, Wording]) -> tuple[str, str, tuple[str, str]]:
    key, folder, wording = made
    return key, folder, (wording.subject, wording.body)


@pytest.mark.parametrize("way", ["", "/pruefung", "/vorschau", "/testmail"])
def test_no_form_of_the_editor_falls_over_a_wording(cast, way):
    """A page, a refusal or the next page: what was typed is answered."""
    client = cast.a.sign_in("admin").get(f"{TEMPLATES}/welcome/de_sie")
    token = next(node["value"] for node in client.page.all("input") if node["name"] == "csrf_token")
    dice = random.Random(f"wordings{way}")
    for key, folder, wording in mutations(12):
        typed = "".join(dice.choices(PIECES, k=12)).encode("utf-8", "replace").decode()
        body = dice.choice((wording.body, typed))
        data = {"wording_subject": wording.subject, "wording_body": body, "csrf_token": token}
        answer = client.http.post(f"{TEMPLATES}/{key}/{folder}{way}", data=data, base_url=client.base)
        assert answer.status_code in (200, 303, 422, 429), (answer.status_code, key, folder, data)
