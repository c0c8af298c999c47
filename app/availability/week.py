"""The hours of a week in which somebody can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

DAYS, HOURS = range(1, 8), range(24)
"""Monday is 1, Sunday 7 (ISO 8601); hour 8 is the time from 8 to 9."""

SLOTS = len(DAYS) * len(HOURS)
CODE = re.compile(r"[0-9a-f]{42}")
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)

Span = tuple[int, int]
"""From the first hour to the one in which nobody is there any more: (8, 18). Over midnight the second is smaller."""


@dataclass(frozen=True)
class Week:
    """Some of the 168 hours of a week. A value: never changed, equal to another with the same hours.

    `bits` holds an hour per bit, the highest being Monday, 0 to 1 o'clock. As text (`code`) a day is six hexadecimal
    digits, from Monday: „00ffc0“ is 8 to 18. No hour at all is "", which says that nobody knows.
    """

    bits: int = 0

    @classmethod
    def parse(cls, code: str) -> Self:
        """The week of a code. Raises ValueError for what is none."""
        if code and not CODE.fullmatch(code):
            raise ValueError(f"not 42 hexadecimal digits: {code[:60]!r}")
        return cls(int(code or "0", 16))

    @classmethod
    def always(cls) -> Self:
        """Round the clock."""
        return cls((1 << SLOTS) - 1)

    @property
    def code(self) -> str:
        return f"{self.bits:042x}" if self.bits else ""

    # which hours

    def __contains__(self, slot: Span) -> bool:
        """Whether somebody can be reached at (day, hour)."""
        return bool(self.bits & _bit(*slot))

    def __iter__(self) -> Iterator[Span]:
        """(day, hour) of all chosen hours, from Monday."""
        return ((day, hour) for day in DAYS for hour in HOURS if (day, hour) in self)

    def __bool__(self) -> bool:
        return bool(self.bits)

    @property
    def count(self) -> int:
        """How many hours are chosen."""
        return self.bits.bit_count()

    def with_range(self, days: Iterable[int], hours: Iterable[int]) -> Self:
        """This week, and all these hours on all these days."""
        return type(self)(self.bits | _mask(days, hours))

    def __or__(self, other: Week) -> Self:
        return type(self)(self.bits | other.bits)

    def __sub__(self, other: Week) -> Self:
        return type(self)(self.bits & ~other.bits)

    @classmethod
    def stretch(cls, first: int, last: int, start: int, end: int) -> Self:
        """On each day from `first` to `last`, over Sunday if need be, the time from `start` to `end` o'clock.

        `end` is 1 to 24. When it is not after `start` it is an hour of the next day: 22 to 6 are eight hours.
        """
        week = cls()
        length = (end - start - 1) % 24 + 1
        for day in range(first, first + (last - first) % 7 + 1):
            for hour in range(start, start + length):
                week = week.with_range([(day - 1 + hour // 24) % 7 + 1], [hour % 24])
        return week

    def toggled(self, days: Iterable[int], hours: Iterable[int]) -> Self:
        """With all these hours, or without them when all of them are chosen already."""
        mask = _mask(days, hours)
        return type(self)(self.bits & ~mask if self.bits & mask == mask else self.bits | mask)

    def spans(self) -> list[tuple[int, list[Span]]]:
        """Each day that has any hours, with the spans that begin on it.

        A span that goes on after midnight belongs to the day on which it begins, as long as it is shorter than a day:
        Friday 20 to Saturday 4 is (5, [(20, 4)]). Hours that fill a day stay with that day: (6, [(0, 24)]).
        """
        found: dict[int, list[Span]] = {day: self.on(day) for day in DAYS}
        joined = []
        for day in DAYS:
            night, morning = found[day][-1:], found[day % 7 + 1][:1]
            if night and morning and night[0][1] == 24 and morning[0][0] == 0 and morning[0][1] < night[0][0]:
                joined.append((day, morning[0][1]))
        for day, end in joined:
            found[day][-1] = (found[day][-1][0], end)
        for day, _end in joined:
            del found[day % 7 + 1][0]
        return [(day, spans) for day, spans in found.items() if spans]

    def on(self, day: int) -> list[Span]:
        """The spans of one day, cut at midnight: (0, 4), (20, 24)."""
        edges = [hour for hour in range(25) if self._at(day, hour) != self._at(day, hour - 1)]
        return list(zip(edges[::2], edges[1::2], strict=True))

    def _at(self, day: int, hour: int) -> bool:
        return hour in HOURS and (day, hour) in self

    # and when that is

    def is_open(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether this is a chosen hour at `moment`, which must know its own zone, by the clocks of `zone`."""
        local = moment.astimezone(zone)
        return (local.isoweekday(), local.hour) in self

    def changes_at(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """The first instant after `moment`, in UTC, at which is_open() answers otherwise; None when it never does.

        An hour that clocks skip is skipped, one that they show twice lasts twice as long. It goes from one full hour
        on the wall to the next that matters as long as the clocks are left alone, and else to where they are moved:
        from there on it looks anew. Clocks are taken to be moved at most once a week.
        """
        if self.count in (0, SLOTS):
            return None
        now, open_now = moment.astimezone(UTC), self.is_open(moment, zone)
        while True:
            local = now.astimezone(zone)
            into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
            then = now - into + self._hours_until(local.isoweekday(), local.hour, not open_now) * HOUR
            if (moved := _clocks_moved(now, then, zone)) is None:
                return then
            if self.is_open(moved, zone) != open_now:
                return moved
            now = moved

    def _hours_until(self, day: int, hour: int, wanted: bool) -> int:
        """From this hour of the week to the next one that is chosen, or is not; at least 1."""
        here = (day - 1) * 24 + hour
        ahead = (step for step in range(1, SLOTS + 1) if self._slot(here + step) == wanted)
        return next(ahead)

    def _slot(self, number: int) -> bool:
        day, hour = divmod(number % SLOTS, 24)
        return (day + 1, hour) in self


def _bit(day: int, hour: int) -> int:
    if day not in DAYS or hour not in HOURS:
        raise ValueError(f"no hour of a week: {day}, {hour}")
    return 1 << (SLOTS - 1 - ((day - 1) * 24 + hour))


def _mask(days: Iterable[int], hours: Iterable[int]) -> int:
    mask, hours = 0, list(hours)
    for day in days:
        for hour in hours:
            mask |= _bit(day, hour)
    return mask


def _clocks_moved(after: datetime, until: datetime, zone: tzinfo) -> datetime | None:
    """The first instant in (after, until] with another distance to UTC; None when it is the same at both ends."""
    before = after.astimezone(zone).utcoffset()
    if until.astimezone(zone).utcoffset() == before:
        return None
    low, high = after.replace(microsecond=0), until + (SECOND if until.microsecond else 0 * SECOND)
    while high - low > SECOND:
        middle = low + (high - low) // 2 // SECOND * SECOND
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high
