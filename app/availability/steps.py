"""The buttons of the grid: what each makes of the hours that are chosen. The same is done by script while typing."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from .week import DAYS, HOURS, Week

PRESETS = [
    (_l("Mo–Fr 8–18"), Week.stretch(1, 5, 8, 18)),
    (_l("Mo–Fr 9–17"), Week.stretch(1, 5, 9, 17)),
    (_l("Mo–Do 8–16, Fr 8–13"), Week.stretch(1, 4, 8, 16) | Week.stretch(5, 5, 8, 13)),
    (_l("Rund um die Uhr"), Week.always()),
]
"""What most customers have."""


def after(week: Week, step: str, stretch: Week) -> Week:
    """The hours after a button was pressed; as they were for a button that is none of these.

    `woche:…` chooses the week of that code, `tag:1` and `stunde:8` turn a whole row or column, `dazu` adds the time
    that stands in the fields above the grid (`stretch`), and `weg` takes it away.
    """
    kind, _colon, value = step.partition(":")
    try:
        if kind == "woche":
            return Week.parse(value)
        if kind == "tag":
            return week.toggled([int(value)], HOURS)
        if kind == "stunde":
            return week.toggled(DAYS, [int(value)])
    except ValueError:
        return week
    return {"dazu": week | stretch, "weg": week - stretch}.get(kind, week)
