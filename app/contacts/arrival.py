"""What contacts get when they are new: features above register, for nothing here may import them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Welcome = Callable[[Sequence[Any]], None]

_welcomes: list[Welcome] = []


def after_adding(welcome: Welcome) -> Welcome:
    """Have `welcome(contacts)` called with the new contacts, in the transaction that makes them."""
    if welcome not in _welcomes:
        _welcomes.append(welcome)
    return welcome


def welcome(*contacts: Any) -> None:
    """Let everybody who asked for it give the contacts what is theirs."""
    for give in _welcomes:
        give(contacts)
