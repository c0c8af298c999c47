"""Cells of tables for spreadsheets."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.cells import as_typed, harmless, line

STARTERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
PARTS = st.lists(st.sampled_from([*STARTERS, "'", '"', "„", ";", ",", "|", " ", "\n", "a", "1"]), max_size=12)


@pytest.mark.parametrize("before", ["", "'", '"', " ", ' "', "''", "x;", "x,", "x\n", 'x;"'], ids=ascii)
@pytest.mark.parametrize("sign", STARTERS, ids=ascii)
def test_no_cell_begins_like_a_formula(before, sign):
    text = harmless(f"{before}{sign}cmd|' /C calc'!A0")
    assert f"{before}'{sign}" in text


@pytest.mark.parametrize("text", ["", "Orgelbau Matthiesen", "a-b", "anna@example.org", "3 + 4", "(+49) 30 23125100"])
def test_ordinary_text_stays_as_it_is(text):
    assert harmless(text) == text


@given(PARTS.map("".join))
def test_what_was_typed_comes_back(text):
    assert as_typed(harmless(text)) == text


@given(PARTS.map("".join), st.sampled_from(";,\t"))
def test_whatever_separator_the_reader_takes_no_cell_is_a_formula(text, reading):
    for separator in (";", ","):
        for row in csv.reader(line(["Kunde", text, text], separator).splitlines(keepends=True), delimiter=reading):
            assert not [cell for cell in row if cell.strip(' "\r\n').startswith(STARTERS)]


def test_a_row_ends_as_the_standard_has_it():
    assert line(["Müller", None, 'sagt "ja"', 7]) == '"Müller";"";"sagt ""ja""";"7"\r\n'
    assert line(["a", "b"], ",") == '"a","b"\r\n'
