"""What must know when a customer is locked: features above register, for nothing here may import them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_told: list[Callable[[Any], None]] = []


def when_locked(tell: Callable[[Any], None]) -> Callable[[Any], None]:
    """Have `tell(customer)` called, in the same transaction, after a customer has been locked."""
    if tell not in _told:
        _told.append(tell)
    return tell


def locked(customer: Any) -> None:
    """Tell everybody who asked to be told."""
    for tell in _told:
        tell(customer)
