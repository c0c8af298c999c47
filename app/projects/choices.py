"""The states of a project, by the words that are read."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

PLANNED, ACTIVE, PAUSED, DONE = "planned", "active", "paused", "done"

STATUSES = {PLANNED: _l("geplant"), ACTIVE: _l("läuft"), PAUSED: _l("pausiert"), DONE: _l("abgeschlossen")}

UNDONE = tuple(status for status in STATUSES if status != DONE)

LOOKS = {
    PLANNED: ("none", "calendar-clock"),
    ACTIVE: ("info", "play"),
    PAUSED: ("warn", "pause"),
    DONE: ("ok", "circle-check"),
}
"""Tone and sign of the badge of each state."""
