"""The beginning of what somebody wrote, in plain words."""

import pytest

from app.notifications.excerpts import LONGEST, plain, shorten


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Passt **das** so?", "Passt das so?"),
        ("# Titel\n\nErste Zeile\nzweite", "Titel Erste Zeile zweite"),
        ("- eins\n- zwei `drei`\n\n1. vier", "eins zwei drei vier"),
        ("[hier](https://example.org) und ![Bild](https://example.org/x.png)", "hier und Bild"),
        ("> Zitat\n\n```\ncode <b>\n```", "Zitat code <b>"),
        ("<b>kein</b> HTML", "<b>kein</b> HTML"),
        ("", ""),
        (" \n\n ", ""),
    ],
)
def test_signs_go_and_words_stay(written, read):
    assert plain(written) == read


def test_long_text_ends_at_a_word():
    text = plain("Wort " * 400)
    assert len(text) <= LONGEST
    assert text.endswith("Wort…")


def test_a_long_word_is_cut():
    assert shorten("x" * 400, 300) == "x" * 299 + "…"
    assert shorten("kurz", 300) == "kurz"


@pytest.mark.parametrize("evil", ["[" * 100_000, "*a_" * 50_000, "> " * 50_000, "`" * 99_999, "\\" * 99_999])
def test_hostile_text_is_cut_before_it_is_read(evil):
    assert len(plain(evil)) <= LONGEST
