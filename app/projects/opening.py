"""What was said before something became visible to the customer: features above register how it stays internal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_keepers: list[Callable[[Any], None]] = []


def when_kept_internal(keep: Callable[[Any], None]) -> Callable[[Any], None]:
    """Have `keep(place)` called before a project or task is shown whose earlier contents shall stay internal."""
    if keep not in _keepers:
        _keepers.append(keep)
    return keep


def keep_earlier_internal(place: Any) -> None:
    """Make internal what would otherwise become visible with the place."""
    for keep in _keepers:
        keep(place)
