"""What hangs on a project and keeps it from being deleted: features above register what is theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_contents: dict[str, tuple[Callable[[Any], int], Callable[[int], str]]] = {}


def register_content(key: str, count: Callable[[Any], int], words: Callable[[int], str]) -> None:
    """Say how many of something hang on a project, and how that is said: „3 Aufgaben“. The same key replaces."""
    _contents[key] = (count, words)


def contents_of(project: Any) -> list[str]:
    """What hangs on the project, in words; empty when nothing does."""
    counted = [(count(project), words) for count, words in _contents.values()]
    return [words(number) for number, words in counted if number]
