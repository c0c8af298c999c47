"""What the portal offers to whom, once more: from PRODUCT's words ("Sections") alone, so that the two can disagree.

Nothing of the product is imported here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations, product

MENU = {
    "projects": {"Projekte": "/kunden/projekte", "Aufgaben": "/kunden/aufgaben"},
    "files": {"Dateien": "/kunden/dateien"},
    "members": {"Mitgliederliste": "/kunden/mitglieder"},
    "newsletter": {"Newsletter": "/kunden/newsletter"},
}
"""What each section has in the menu, in order."""

PERMITTED = ("projects", "files")
"""Sections that need a permission of the contact."""

MAILS = {
    "Neues Projekt": ("projects", "project_new"),
    "Projekt abgeschlossen": ("projects", "project_done"),
    "Neue Aufgabe": ("projects", "task_new"),
    "Aufgabe: neuer Stand": ("projects", "task_status"),
    "Neuer Beitrag": ("projects", "comment_new"),
    "Neue Datei": ("files", "file_new"),
}
OCCASIONS = [occasion for _section, occasion in MAILS.values()]

KEPT_OUT = ("locked", "revoked", "never given access", "without address")
STATES = (*KEPT_OUT, "invited")


def subsets(things: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(some) for size in range(len(things) + 1) for some in combinations(things, size)]


@dataclass(eq=False)
class Firm:
    """A customer and what its groups open."""

    opened: frozenset[str]
    locked: bool = False
    readers: list[Reader] = field(default_factory=list)
    id: uuid.UUID | None = None


@dataclass(eq=False)
class Reader:
    """A contact: what was ticked for it, and how it stands with its access; "" is signed in before."""

    firm: Firm
    permitted: frozenset[str]
    notified: frozenset[str]
    state: str = ""
    name: str = ""
    contact_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None

    def __str__(self) -> str:
        ticks = f"permitted {sorted(self.permitted)}, notified of {sorted(self.notified)}"
        return f"{self.name} {self.state} of a firm with {sorted(self.firm.opened)}: {ticks}"

    @property
    def enters(self) -> bool:
        return not self.state and not self.firm.locked

    def lacks(self, section: str) -> set[str]:
        """What stands between the contact and a section, in the words of the staff's page."""
        missing = set()
        if section in PERMITTED and section not in self.permitted:
            missing.add("Die Berechtigung fehlt.")
        if section not in self.firm.opened:
            missing.add("Keine Gruppe des Kunden öffnet es.")
        return missing

    @property
    def menu(self) -> list[str]:
        """What would stand in its menu, were the door open."""
        return ["Start", *chain(*(MENU[section] for section in MENU if not self.lacks(section)))]

    def unmailed(self, label: str) -> set[str]:
        """What stands between the contact and this mail."""
        section, occasion = MAILS[label]
        missing = self.lacks(section)
        if occasion not in self.notified:
            missing.add("Das Häkchen bei den Benachrichtigungen fehlt.")
        if self.firm.locked:
            missing.add("Der Kunde ist gesperrt.")
        words = {
            "locked": "Der Zugang ist gesperrt.",
            "without address": "Eine E-Mail-Adresse fehlt.",
            "revoked": "Der Kontakt hat keinen Zugang.",
            "never given access": "Der Kontakt hat keinen Zugang.",
        }
        return missing | ({words[self.state]} if self.state in words else set())


def firms() -> Iterator[Firm]:
    """Every opening × every permission × all notifications or none, at one firm each notification alone, and doors."""
    for opened in subsets(tuple(MENU)):
        firm = Firm(opened)
        alone = [frozenset([one]) for one in OCCASIONS] if opened == set(PERMITTED) else []
        for permitted, notified in product(subsets(PERMITTED), [frozenset(OCCASIONS), frozenset(), *alone]):
            firm.readers.append(Reader(firm, permitted, notified))
        yield firm
    for locked, states in ((False, STATES), (True, ("", *STATES))):
        firm = Firm(frozenset(MENU), locked)
        firm.readers += [Reader(firm, frozenset(PERMITTED), frozenset(OCCASIONS), state) for state in states]
        yield firm
