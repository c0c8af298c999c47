"""What a task may be: status and priority, in the order in which they are offered."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

OPEN, DOING, WAITING, DONE = "open", "doing", "waiting", "done"

STATUSES = {
    OPEN: _l("offen"),
    DOING: _l("in Arbeit"),
    WAITING: _l("wartet auf Kunden"),
    DONE: _l("erledigt"),
}
"""Also the columns of the board, from the first to the last."""

UNDONE = tuple(status for status in STATUSES if status != DONE)

PRIORITIES = {
    "low": _l("niedrig"),
    "normal": _l("normal"),
    "high": _l("hoch"),
    "urgent": _l("dringend"),
}

LOOKS = {
    OPEN: ("none", "circle"),
    DOING: ("info", "circle-dot"),
    WAITING: ("warn", "clock"),
    DONE: ("ok", "circle-check"),
}
"""Tone and sign of the badge of each status."""
