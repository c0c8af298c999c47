"""The sections of the portal, in one registry.

Group form, contact form, portal menu, guards and mails all read it; a new part of the product adds a row and nothing
else. A section is in it only once it exists, so forms never offer what is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something of a section that a contact may get mail about."""

    key: str
    label: Any


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the portal that stands in its menu."""

    label: Any
    endpoint: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the portal („Funktion“).

    `endpoint` is its first page and `icon` its sign; `beside` are further pages in the menu that open and close with
    it. `permission` False: the group alone decides, no contact needs a tick for it. `available` asks whether the agency
    has switched it on, on the page `switch`; nobody reaches it before. The smaller `order`, the earlier it comes.
    """

    key: str
    label: Any
    endpoint: str
    icon: str
    permission: bool = True
    occasions: tuple[Occasion, ...] = ()
    beside: tuple[Place, ...] = ()
    available: Callable[[], bool] | None = None
    switch: str | None = None
    order: int = 100

    @property
    def places(self) -> tuple[Place, ...]:
        """What it has in the menu, its first page first."""
        return (Place(self.label, self.endpoint), *self.beside)


class Sections:
    """The registered sections, in the order of the menu."""

    def __init__(self) -> None:
        self._by_key: dict[str, Section] = {}

    def __iter__(self) -> Iterator[Section]:
        return iter(sorted(self._by_key.values(), key=lambda section: section.order))

    def __len__(self) -> int:
        return len(self._by_key)

    def add(self, section: Section) -> Section:
        """Register a section; the same key again replaces it, so several applications may live in one process."""
        self._by_key[section.key] = section
        return section

    def remove(self, key: str) -> None:
        self._by_key.pop(key, None)

    def with_permission(self) -> list[Section]:
        """Those that a contact can be given, as ticks in the contact form."""
        return [section for section in self if section.permission]

    def of_occasion(self, key: str) -> Section | None:
        """The section that an occasion for mail belongs to."""
        return next((section for section in self for occasion in section.occasions if occasion.key == key), None)


sections = Sections()
