"""Who sees what and is told of what, once more: from PRODUCT's words ("Sections", "Portal") alone.

Nothing of the product is imported here, so that the two can disagree.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

PROJECTS, FILES = "projects", "files"

OCCASIONS = {
    PROJECTS: ("project_new", "project_done", "task_new", "task_status", "comment_new"),
    FILES: ("file_new",),
}
"""The notifications of each section."""

NEWS = {"project": "project_new", "task": "task_new", "comment": "comment_new", "file": "file_new"}


@dataclass(eq=False)
class Firm:
    """A customer and the sections that its groups open."""

    name: str
    opened: frozenset[str]
    locked: bool = False
    id: uuid.UUID | None = None


@dataclass(eq=False)
class Reader:
    """A contact: its customer, what was ticked for it, and what keeps it out of the portal, if anything does."""

    firm: Firm
    permitted: frozenset[str] = frozenset()
    notified: bool = True
    kept_out: str = ""
    name: str = ""
    contact_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None

    def __str__(self) -> str:
        permitted = "+".join(sorted(self.permitted)) or "nothing"
        return f"{self.name} of {self.firm.name} {self.kept_out}, permitted {permitted}"

    @property
    def email(self) -> str:
        return f"{self.name.replace(' ', '-').lower()}@example.org"

    @property
    def enters(self) -> bool:
        """Whether there is a portal for it."""
        return not self.kept_out and not self.firm.locked

    def reaches(self, section: str) -> bool:
        """Permission and group, both."""
        return self.enters and section in self.permitted and section in self.firm.opened


@dataclass(eq=False)
class Thing:
    """A project, task, comment or file; `word` stands in its text and nowhere else.

    `on`: the task, project or comment it is a part of. `shown`: „für den Kunden sichtbar“, or for comments that it is
    not internal. `project`: the project that a task lies in, which must not matter.
    """

    kind: str
    word: str
    firm: Firm
    shown: bool
    on: Thing | None = None
    project: Thing | None = None
    deleted: bool = False
    has_preview: bool = False
    id: uuid.UUID | None = field(default=None)

    @property
    def paths(self) -> list[str]:
        """Its addresses in the portal."""
        place = {"project": "projekte", "task": "aufgaben", "file": "dateien"}.get(self.kind)
        own = f"/kunden/{place}/{self.id}"
        return ([own] if place else []) + ([f"{own}/vorschau"] if self.has_preview else [])

    @property
    def is_part_of_a_comment(self) -> bool:
        return self.on is not None and self.on.kind == "comment"

    def __str__(self) -> str:
        words = [self.word, "shown" if self.shown else "hidden", self.kind]
        words += [f"on ({self.on})"] if self.on else []
        words += [f"in ({self.project})"] if self.project else []
        return " ".join(words) + (" deleted" if self.deleted else "")


def sees(reader: Reader, thing: Thing) -> bool:
    """Whether the thing is there for this contact, by whatever way."""
    if thing.firm is not reader.firm or thing.deleted or not thing.shown:
        return False
    if thing.on is not None:
        return sees(reader, thing.on)
    return reader.reaches(FILES if thing.kind == "file" else PROJECTS)


def is_told(reader: Reader, thing: Thing) -> bool:
    """Whether this contact gets mail that the thing is there. (A file on a comment is a part of the comment's news.)"""
    if thing.is_part_of_a_comment:
        return False
    occasion = NEWS[thing.kind]
    section = next(section for section, occasions in OCCASIONS.items() if occasion in occasions)
    return reader.notified and reader.reaches(section) and sees(reader, thing)
