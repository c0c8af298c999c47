"""What keeps a customer from being deleted, and what goes with it: features above register what is theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

Count = Callable[[Any], int]


@dataclass(frozen=True, slots=True)
class Keeper:
    """Something of which a customer may have several: how they are counted, said and looked at."""

    count: Count
    words: Callable[[int], str]
    endpoint: str
    argument: str
    query: Mapping[str, str]

    def kept(self, number: int, customer: Any) -> Kept:
        return Kept(number, self.words(number), self.endpoint, {**self.query, self.argument: customer.id})


@dataclass(frozen=True, slots=True)
class Kept:
    """So many of something hang on a customer: „3 Projekte“, and the page that shows them."""

    number: int
    words: str
    endpoint: str
    arguments: dict[str, Any]


class StillKept(ValueError):
    """The customer cannot be deleted; `by` says what hangs on it."""

    def __init__(self, by: list[Kept]) -> None:
        super().__init__(", ".join(one.words for one in by))
        self.by = by


_keepers: dict[str, Keeper] = {}
_takers: list[Callable[[Any], None]] = []


def keeps_customer(
    key: str,
    count: Count,
    words: Callable[[int], str],
    endpoint: str,
    argument: str = "customer_id",
    query: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Refuse to delete a customer while `count(customer)` is not 0; the same key replaces.

    `words(number)` says how many, and `endpoint` shows them to the staff, with the customer's id as `argument` and
    `query` beside it.
    """
    _keepers[key] = Keeper(count, words, endpoint, argument, query)


def kept_by(customer: Any) -> list[Kept]:
    """What hangs on the customer; empty when nothing does. One query for each kind of thing."""
    counted = [(one.count(customer), one) for one in _keepers.values()]
    return [one.kept(number, customer) for number, one in counted if number]


def goes_with_customer(take: Callable[[Any], None]) -> Callable[[Any], None]:
    """Have `take(customer)` called before a customer is deleted, to delete what exists only through it."""
    if take not in _takers:
        _takers.append(take)
    return take


def take_away(customer: Any) -> None:
    """Let everybody who asked for it delete what is theirs."""
    for take in _takers:
        take(customer)
