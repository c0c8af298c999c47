"""Hours, days and moments in words, in the language of the reader."""

from __future__ import annotations

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _

from app.web.locale import comma, language

from .week import DAYS, Span, Week


def in_words(week: Week) -> str:
    """„Mo–Do 8–18, Fr 8–16 Uhr“; "" when nobody said.

    Days with the same hours stand together where the first of them is. A span over midnight stands at the day on which
    it begins: „Fr 20–4 Uhr“. Needs the context of an application.
    """
    if week == Week.always():
        return _("rund um die Uhr")
    groups: dict[tuple[Span, ...], list[int]] = {}
    for day, spans in week.spans():
        groups.setdefault(tuple(spans), []).append(day)
    parts = [f"{_days(days)} {_spans(spans)}" for spans, days in groups.items()]
    if not parts:
        return ""
    apart = "; " if any(comma() in _days(days) for days in groups.values()) else comma()
    return _("%(hours)s Uhr", hours=apart.join(parts))


def day_name(day: int, short: bool = False) -> str:
    """„Montag“, or „Mo“; 1 is Monday."""
    width = "abbreviated" if short else "wide"
    return get_day_names(width, context="stand-alone", locale=get_locale() or "de")[day - 1]


def clock(hour: int, minute: int = 0) -> str:
    """An hour as it stands in our words: „8“ in German, „8:00“ elsewhere; „8:30“ everywhere."""
    return f"{hour}:{minute:02d}" if minute or language() != "de" else str(hour)


def _days(days: list[int]) -> str:
    """„Mo–Do“, „Mo, Mi–Fr“, „täglich“."""
    if len(days) == len(DAYS):
        return _("täglich")
    starts = [day for day in days if day - 1 not in days]
    ends = [day for day in days if day + 1 not in days]
    runs = zip(starts, ends, strict=True)
    return comma().join(
        day_name(first, True) if first == last else f"{day_name(first, True)}–{day_name(last, True)}"
        for first, last in runs
    )


def _spans(spans: tuple[Span, ...]) -> str:
    """„8–12 und 14–18“."""
    texts = [f"{clock(start)}–{clock(end)}" for start, end in spans]
    return _(" und ").join(filter(None, [comma().join(texts[:-1]), texts[-1]]))
