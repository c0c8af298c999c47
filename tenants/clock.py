"""The one clock of the product: every rule that depends on time asks it, so that a test can move or hasten it."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """System time plus an offset, zero except in tests and while the demo agency is given its past.

    Between two moments of system time it may run faster, so that real processes live through an hour of the product
    within seconds; processes that are told the same agree. What has passed so stays passed when they are over.
    """

    def __init__(self) -> None:
        self.offset = timedelta(0)
        self.hasten()

    def hasten(self, rate: float = 1.0, since: float = 0.0, until: float = math.inf) -> None:
        """Run `rate` times as fast from `since` to `until`, in seconds of system time since 1970."""
        self.rate, self._since, self._until = rate, since, until

    def move(self, **span: float) -> None:
        """Move on by `timedelta(**span)`; negative values move back."""
        self.offset += timedelta(**span)

    def reset(self) -> None:
        """The right time again."""
        self.offset = timedelta(0)
        self.hasten()

    def timestamp(self) -> float:
        """Seconds since 1970 (UTC)."""
        return self._product(time.time()) + self.offset.total_seconds()

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        if self.rate == 1:
            return datetime.now(UTC) + self.offset
        return datetime.fromtimestamp(self._product(time.time()), UTC) + self.offset

    def real(self, moment: datetime) -> datetime:
        """When system time will be what the product then calls `moment`, but for the offset: for those who wait by it.

        The queue is told that time, for it goes by the clock of the database.
        """
        return moment if self.rate == 1 else datetime.fromtimestamp(self._system(moment.timestamp()), UTC)

    def real_seconds(self, seconds: float) -> float:
        """How long to wait from now until `seconds` of the product have passed."""
        if self.rate == 1:
            return seconds
        present = time.time()
        return self._system(self._product(present) + seconds) - present

    def _product(self, system: float) -> float:
        return system + (self.rate - 1) * (min(max(system, self._since), self._until) - self._since)

    def _system(self, product: float) -> float:
        """The other way round."""
        if product <= self._since:
            return product
        hastened = self._since + (product - self._since) / self.rate
        return hastened if hastened <= self._until else self._until + product - self._product(self._until)


clock = Clock()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return clock.now()
