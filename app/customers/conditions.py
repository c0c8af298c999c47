"""By what a list of customers is narrowed. The features that know register what they can tell apart.

A condition says the same twice: which customers meet it, to begin with, and whether one of them does, to go on with.
`OFFSET 0` keeps the planner from turning one into the other: under the walls between agencies it knows too little of
each to choose well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, false, literal_column, select, union_all

from .models import KIND
from .search import SearchWord, begins, in_ranges, terms

NOTHING = literal_column("0")


@dataclass(frozen=True)
class Condition:
    """`ids` selects the customers that meet it, in a column called `id`; `holds(id)` says whether that one does."""

    ids: Select
    holds: Callable[[Any], ColumnElement[bool]]

    @classmethod
    def among(cls, ids: Select) -> Self:
        """That a customer is among the ids that this selects from one table. They may come more than once."""
        column = next(iter(ids.selected_columns))
        narrowed = ids.with_only_columns(column.label("id"))
        return cls(narrowed, lambda id: ids.where(column == id).offset(NOTHING).exists())


@dataclass(frozen=True)
class Filter:
    """One choice above the list. `name` stands in the address, `every` is what is shown while nothing is chosen.

    `choices()` are pairs of value and words, asked once for a page; `meets` makes the condition of a chosen value.
    """

    name: str
    label: Any
    every: Any
    choices: Callable[[], Iterable[tuple[str, Any]]]
    meets: Callable[[str], Condition]
    toggle: bool = False
    """There is but one choice: a box to tick."""


_filters: dict[str, tuple[int, Filter]] = {}


def register_filter(place: int, filter: Filter) -> None:
    """Offer a filter above the list of customers, in the order of the places."""
    _filters[filter.name] = (place, filter)


def filters() -> list[Filter]:
    """All that are offered, in their order."""
    return [filter for _place, filter in sorted(_filters.values(), key=lambda pair: pair[0])]


def word_conditions(query: str) -> list[Condition]:
    """That every word of `query` is known of the customer; a query without words is met by nobody."""
    return [_known(prefixes) for prefixes in terms(query)] or [Condition.among(_words(false()))]


def _known(prefixes: set[str]) -> Condition:
    """That a word is known which begins with one of these. Each is a range of the index by itself."""
    ranges = [_words(*begins(SearchWord, KIND, {prefix})) for prefix in sorted(prefixes)]
    ids = ranges[0] if len(ranges) == 1 else select(union_all(*ranges).subquery())

    def holds(id: Any) -> ColumnElement[bool]:
        # without the kind, which the id implies: the planner would take it for a reason to read all words of the kind
        theirs = _words(SearchWord.object_id == id, in_ranges(SearchWord.word, prefixes))
        return theirs.offset(NOTHING).exists()

    return Condition(ids, holds)


def _words(*where: ColumnElement[bool]) -> Select:
    return select(SearchWord.object_id.label("id")).where(*where)
