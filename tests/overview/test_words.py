"""How the start page speaks of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.overview.words import day_words

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "words"),
    [(-2, "21.11."), (-1, "gestern"), (0, "heute"), (1, "morgen"), (2, "Mittwoch"), (6, "Sonntag"), (7, "30.11."),
     (39, "01.01.2027"), (-400, "19.10.2025")],
)  # fmt: skip
def test_a_day_is_called_as_one_says_it(app, days, words):
    with app.test_request_context():
        assert day_words(TODAY + timedelta(days=days), TODAY) == words
