"""Which sections each group opens, for forms in which groups are ticked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from .registry import Section, sections


def openings(rubrics: Iterable[Any]) -> dict[uuid.UUID, list[Section]]:
    """The registered sections that each group of these Rubriken opens, by the group's id, in the menu's order."""
    return {
        group.id: [section for section in sections if group.opens_all or section.key in group.keys]
        for rubric in rubrics
        for group in rubric.groups
    }
