"""The places of „Einstellungen“; each feature adds its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_login import current_user


@dataclass(frozen=True)
class Entry:
    """One place: where it leads, and one sentence about what is set there."""

    label: Any
    sentence: Any
    endpoint: str
    icon: str
    permission: str


_entries: dict[str, Entry] = {}


def add(label: Any, sentence: Any, endpoint: str, icon: str, permission: str) -> None:
    """Add a place. Adding the same endpoint again replaces it."""
    _entries[endpoint] = Entry(label, sentence, endpoint, icon, permission)


def entries() -> list[Entry]:
    """The places that the person signed in may enter, by label."""
    shown = [
        entry
        for entry in _entries.values()
        if entry.endpoint in current_app.view_functions and current_user.may(entry.permission)
    ]
    return sorted(shown, key=lambda entry: str(entry.label).casefold())
