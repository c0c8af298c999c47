"""The arithmetic of ranks: where something stands among others that have a whole number each, with gaps between."""

from __future__ import annotations

GAP = 2**32
"""What is left between two neighbours: 32 times something fits in between at the very same place."""


def between(above: int | None, below: int | None) -> int | None:
    """A rank below `above` and above `below` (the smaller, the higher; None: nobody is there).

    None when the gap is used up, or never was one, and the column must be numbered anew.
    """
    if above is None and below is None:
        return 0
    if above is None:
        return below - GAP  # type: ignore[operator]
    if below is None:
        return above + GAP
    middle = (above + below) // 2
    return middle if above < middle < below else None
