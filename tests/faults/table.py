"""What came of the faults: one table with the bar and the figure, fault by fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One fault: what is demanded, what was measured, and whether that is as demanded."""

    fault: str
    bar: str
    measured: str
    fine: bool


def print_table(rows: Iterable[Row]) -> int:
    """Print them; returns 1 when a bar is missed, else 0."""
    rows = list(rows)
    print(f"\n{'':7}{'Fault':46} {'Bar':58} Measured")
    for row in rows:
        print(f"{'' if row.fine else 'MISSED':7}{row.fault:46} {row.bar:58} {row.measured}")
    return int(not all(row.fine for row in rows))
