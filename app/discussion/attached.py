"""What hangs on comments, their files: the feature above registers, for nothing here may import it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Find = Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, list[Any]]]
Remove = Callable[[Any], None]

_finders: list[Find] = []
_removers: list[Remove] = []


def of_comments(find: Find) -> Find:
    """Have `find(ids of comments)` asked for what hangs on them, in one query; it answers by the comment's id."""
    if find not in _finders:
        _finders.append(find)
    return find


def before_deletion(remove: Remove) -> Remove:
    """Have `remove(comment)` called before a comment is deleted; it takes away for good what hangs on it."""
    if remove not in _removers:
        _removers.append(remove)
    return remove


def attached_to(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """What hangs on these comments, by their ids; those with nothing may be missing."""
    found: dict[uuid.UUID, list[Any]] = {}
    for find in _finders:
        found |= find(ids)
    return found


def remove_attached(comment: Any) -> None:
    """Take away for good what hangs on the comment."""
    for remove in _removers:
        remove(comment)
