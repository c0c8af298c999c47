"""Attempts to read or change what belongs to another tenant: one function each.

An attempt gets a session of agency A and the `World`. It reads and returns whether it saw what is B's, or it writes;
whether B was harmed is looked up afterwards. The same function runs twice: on the session that requests use, where
nothing may come of it, and with every wall off, where it must succeed: else it would prove nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.tenants.world import SECRET, World

__all__ = ["ATTEMPTS", "Attempt", "World", "attempt", "seen"]


@dataclass(frozen=True)
class Attempt:
    """`planted`: rows that cross from B to A are put there first. `by_key`: the composite key itself is the wall, so
    even without the others nothing happens."""

    run: Callable[[Any, World], bool | None]
    planted: bool = False
    by_key: bool = False

    @property
    def name(self) -> str:
        return self.run.__name__


ATTEMPTS: list[Attempt] = []


def attempt(run: Callable | None = None, **traits: bool) -> Callable:
    """Register an attempt."""

    def register(run: Callable) -> Callable:
        ATTEMPTS.append(Attempt(run, **traits))
        return run

    return register(run) if run else register


def seen(values: Iterable[Any]) -> bool:
    """Whether anything of B's is among the values."""
    return any(SECRET in str(value) for value in values)
