"""What a contact gets when it is new: features above register, for nothing here may import them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Welcome = Callable[[Any], None]

_welcomes: list[Welcome] = []


def after_adding(welcome: Welcome) -> Welcome:
    """Have `welcome(contact)` called with every new contact, in the transaction that makes it."""
    if welcome not in _welcomes:
        _welcomes.append(welcome)
    return welcome


def welcome(contact: Any) -> None:
    """Let everybody who asked for it give the contact what is theirs."""
    for give in _welcomes:
        give(contact)
