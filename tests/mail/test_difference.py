"""What is different between two wordings."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.mail.difference import Piece, Row, rows

TEXTS = st.text("ab \n{}äא", max_size=60)


def side(lines: list[Row], name: str) -> str:
    written = [getattr(line, name) for line in lines]
    return "\n".join("".join(piece.words for piece in line) for line in written if line is not None)


@settings(deadline=None, max_examples=200)
@given(TEXTS, TEXTS)
def test_both_texts_stand_there_whole(before, after):
    lines = rows(before, after)
    assert (side(lines, "before"), side(lines, "after")) == (before, after)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert all(line.same for line in rows(text, text))


def test_words_are_marked_within_a_line():
    (line,) = rows("Guten Tag {{ vorname }},", "Guten Tag {{ nachname }},")
    assert line.before == (Piece("Guten Tag {{ "), Piece("vorname", changed=True), Piece(" }},"))
    assert line.after == (Piece("Guten Tag {{ "), Piece("nachname", changed=True), Piece(" }},"))


def test_lines_that_have_nothing_in_common_are_one_that_went_and_one_that_came():
    first, second = rows("Bis bald", "12345")
    assert (first.after, second.before) == (None, None)


def test_the_longest_texts_are_compared_within_bounds():
    for before, after in (
        ("\n" * 6000, "a\n" * 3000),
        ("ab " * 2000, "ba " * 2000),
        ("a\nb\n" * 1500, "b\na\n" * 1500),
    ):
        lines = rows(before, after)
        assert (side(lines, "before"), side(lines, "after")) == (before, after)


def test_within_endless_lines_nothing_is_compared():
    first, second = rows("ab " * 1600, "ab " * 1601)
    assert (first.after, second.before) == (None, None)
    (line,) = rows("ab " * 1400 + "c", "ab " * 1400 + "d")
    assert not line.after[0].changed
