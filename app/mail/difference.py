"""What is different between two texts: line by line, and word by word within lines that were changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
ALIKE = 0.4
"""From which likeness on two lines are one that was changed, and not one that went and another that came."""
LONGEST = 3_000
"""Words and signs of a line beyond which nothing is compared within it: the time that takes grows with their cube."""


@dataclass(frozen=True)
class Piece:
    """A part of a line; `changed`: it does not stand on the other side."""

    words: str
    changed: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Row:
    """A line before and after. None where there is no such line on that side."""

    before: Line | None
    after: Line | None

    @property
    def same(self) -> bool:
        return self.before == self.after


def rows(before: str, after: str) -> list[Row]:
    """Both texts side by side."""
    old, new = before.split("\n"), after.split("\n")
    found: list[Row] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            found += [Row((Piece(line),), (Piece(line),)) for line in old[start:end]]
        else:
            found += _changed(old[start:end], new[new_start:new_end])
    return found


def _changed(old: list[str], new: list[str]) -> Iterator[Row]:
    for one, other in zip_longest(old, new):
        if one is None or other is None:
            yield Row(_whole(one), _whole(other))
        elif (matcher := _matcher(one, other)) is None or matcher.ratio() < ALIKE:
            yield Row(_whole(one), None)
            yield Row(None, _whole(other))
        else:
            yield Row(_side(matcher.a, matcher, 1), _side(matcher.b, matcher, 3))


def _matcher(one: str, other: str) -> SequenceMatcher | None:
    """What compares two lines; None for lines that are too long for that."""
    pieces = _WORDS.findall(one), _WORDS.findall(other)
    return None if max(map(len, pieces)) > LONGEST else SequenceMatcher(None, *pieces)


def _whole(line: str | None) -> Line | None:
    return None if line is None else (Piece(line, changed=True),)


def _side(words: list[str], matcher: SequenceMatcher, at: int) -> Line:
    """One side of a changed line, from its operations: `at` is where they name that side's start and end."""
    pieces = []
    for operation in matcher.get_opcodes():
        if piece := "".join(words[operation[at] : operation[at + 1]]):
            pieces.append(Piece(piece, operation[0] != "equal"))
    return tuple(pieces)
