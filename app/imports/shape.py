"""How a file is read, and what was seen in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reading:
    """How a file is read. `heading` says whether the first row names the columns."""

    encoding: str
    separator: str
    heading: bool


@dataclass(frozen=True)
class Survey:
    """What was seen in a file: its columns as `{"name", "samples"}`, and how many rows it has."""

    reading: Reading
    columns: list[dict[str, Any]]
    total: int
