"""How the audit log tells of changes to somebody's hours."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l

from app.audit import record, register_verbs

SENTENCE = _l("{actor} hat die Erreichbarkeit von {object} geändert.")
OURS = frozenset({"hours", "time_zone"})
"""Columns that say when somebody can be reached."""

register_verbs({"customer.hours_changed": SENTENCE, "contact.hours_changed": SENTENCE})


def record_changes(thing: Any, changed: Collection[str]) -> None:
    """Say that these columns of a customer or a contact were changed: a line for the hours, a line for all else."""
    for verb, names in (("changed", set(changed) - OURS), ("hours_changed", set(changed) & OURS)):
        if names:
            record(f"{thing.__tablename__}.{verb}", thing, fields=sorted(names))
