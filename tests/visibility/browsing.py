"""Somebody goes everywhere in the portal, and compares what is answered with what the rule says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.contacts.persons import Person
from tests.cast import Someone
from tests.visibility.rule import FILES, PROJECTS, Reader, Thing, sees
from tests.visibility.town import Town

START = "/kunden/"
LISTS = {
    "/kunden/projekte": (PROJECTS, "project"),
    "/kunden/aufgaben": (PROJECTS, "task"),
    "/kunden/dateien": (FILES, "file"),
}
"""The lists of the portal: their section, and what is in them."""


def words_in(text: str) -> set[str]:
    """The words that stand for things."""
    return set(re.findall(r"[A-Z]wort\d{4}ende", text))


class Browsing:
    """One reader at all `things`; `faults()` says where the product and the rule differ."""

    def __init__(self, town: Town, reader: Reader, things: Iterable[Thing]) -> None:
        self.reader, self.things = reader, list(things)
        self.secret = {thing.word for thing in self.things if not sees(reader, thing)}
        self.client = town.agency.sign_in(Someone(Person, reader.person_id, reader.name, reader.email))

    def faults(self) -> Iterator[str]:
        if not self.reader.enters:
            yield from self._doors()
            return
        yield from self._answer(START, 200)
        for path, (section, kind) in LISTS.items():
            listed = {thing.word for thing in self._seen() if thing.kind == kind}
            yield from self._answer(path, 200 if self.reader.reaches(section) else 404, listed)
        for thing in self.things:
            yield from self._visit(thing)
            if thing.kind == "task" and self.reader.reaches(PROJECTS):
                yield from self._search(thing)
            if thing.kind == "project" and self.reader.reaches(PROJECTS):
                path = f"/kunden/aufgaben?projekt={thing.id}"
                inside = {task.word for task in self._seen() if task.project is thing}
                yield from self._answer(path, 200 if sees(self.reader, thing) else 404, inside)

    def _doors(self) -> Iterator[str]:
        """Nobody is let in: it is as if not signed in."""
        for path in (*LISTS, *(path for thing in self.things[:9] for path in thing.paths)):
            self.client.get(path, follow=False)
            if not (self.client.status == 303 and self.client.location.startswith("/kunden/anmelden")):
                yield f"{path} answers {self.client.status} {self.client.location}"

    def _visit(self, thing: Thing) -> Iterator[str]:
        seen = sees(self.reader, thing)
        parts = {part.word for part in self._seen() if thing in (part.on, part.on and part.on.on)}
        for path in thing.paths:
            yield from self._answer(path, 200 if seen else 404, parts | {thing.word})

    def _search(self, task: Thing) -> Iterator[str]:
        self.client.get("/kunden/aufgaben", query_string={"q": task.word})
        if (str(task.id) in self.client.html) != sees(self.reader, task):
            yield f"the search for {task} answers {self.client.status} {self.client.text[:200]}"

    def _seen(self) -> list[Thing]:
        return [thing for thing in self.things if thing.word not in self.secret]

    def _answer(self, path: str, status: int, wanted: Iterable[str] = ()) -> Iterator[str]:
        """The status, that no secret is told, and on a page that is shown everything that must be on it."""
        self.client.get(path, follow=False)
        if self.client.status != status:
            yield f"{path} answers {self.client.status}, not {status}"
        found = words_in(self.client.html + str(self.client.headers))
        by_word = {thing.word: str(thing) for thing in self.things}
        yield from (f"{path} tells of {by_word[word]}" for word in sorted(found & self.secret))
        if self.client.status == 200:
            yield from (f"{path} lacks {by_word[word]}" for word in sorted(set(wanted) - found))
