"""What hangs on a task that is deleted: features above register, for nothing here may import them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_takers: list[Callable[[Any], None]] = []


def before_removal(take: Callable[[Any], None]) -> Callable[[Any], None]:
    """Have `take(task)` called, in the same transaction, before a task is deleted, while its rows are still there."""
    if take not in _takers:
        _takers.append(take)
    return take


def take_away(task: Any) -> None:
    """Let everybody who asked for it take away what the row does not take along."""
    for take in _takers:
        take(task)
