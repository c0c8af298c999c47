"""The one clock of the product: every rule that depends on time asks it, so that a test can move it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """System time plus an offset, zero except in tests and while the demo agency is given its past."""

    def __init__(self) -> None:
        self.offset = timedelta(0)

    def move(self, **span: float) -> None:
        """Move on by `timedelta(**span)`; negative values move back."""
        self.offset += timedelta(**span)

    def reset(self) -> None:
        self.offset = timedelta(0)

    def timestamp(self) -> float:
        """Seconds since 1970 (UTC)."""
        return time.time() + self.offset.total_seconds()

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC) + self.offset


clock = Clock()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return clock.now()
