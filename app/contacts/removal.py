"""What hangs on a contact that goes: features above register, for nothing here may import them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Give = Callable[[Any, Any], None]

_givers: list[Give] = []


def before_removal(give: Give) -> Give:
    """Have `give(contact, heir)` called before a contact is deleted.

    It hands what points at the contact to `heir`, the next primary contact of the same customer, or to nobody (None).
    """
    if give not in _givers:
        _givers.append(give)
    return give


def hand_over(contact: Any, heir: Any) -> None:
    """Let everybody who asked for it take the contact out of what is theirs."""
    for give in _givers:
        give(contact, heir)
