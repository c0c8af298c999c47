"""What the address of the list of customers asks for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from flask import request

from app.web.asked import asked_choice, asked_order, asked_words

from .conditions import Condition, Filter, filters, word_conditions
from .listing import KEYS, NAME, Listing


@dataclass(frozen=True)
class Asked:
    """Search, filters and order, as far as they make sense: a group of nobody counts as not asked."""

    query: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    order: str = NAME
    choices: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)
    """What each filter offers, by its name."""

    @classmethod
    def now(cls) -> Self:
        """What the present request asks for."""
        choices = {filter.name: list(filter.choices()) for filter in filters()}
        asked = {name: asked_choice(name, [value for value, _words in offered]) for name, offered in choices.items()}
        chosen = {name: value for name, value in asked.items() if value}
        return cls(asked_words(), chosen, asked_order(KEYS, NAME), choices)

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for but the order."""
        return bool(self.query or self.chosen)

    @property
    def filters(self) -> list[Filter]:
        return filters()

    @property
    def arguments(self) -> dict[str, str]:
        """The same for another address."""
        order = {"sortierung": self.order} if self.order != NAME else {}
        return ({"q": self.query} if self.query else {}) | self.chosen | order

    def listing(self, besides: Sequence[Condition] = ()) -> Listing:
        """The customers who are asked for; `besides`: of how many more it is to be said how many meet it."""
        conditions = [one.meets(self.chosen[one.name]) for one in filters() if one.name in self.chosen]
        if self.query:
            conditions += word_conditions(self.query)
        return Listing(conditions, self.order, besides)


def asked_ids(name: str = "kunde") -> list[uuid.UUID]:
    """The ids that were ticked, each once; what is none is left out."""
    found = {}
    for value in request.args.getlist(name):
        try:
            found[uuid.UUID(value)] = True
        except ValueError:
            continue
    return list(found)
