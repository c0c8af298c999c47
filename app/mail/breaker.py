"""What may go to a mail server now: nothing for a while when it cannot be reached, and only so many mails at once."""

from __future__ import annotations

import math
import random
import threading

from tenants import clock

AT_ONCE = 2  # mails with one agency's own server: many allow no more, and the threads are for all agencies
LONGEST_BREAK = 60  # seconds without trying a server that could not be reached
ROOM_SOON = 1.0  # seconds that a mail waits on the spot for another to leave
LONGEST_TURN = 120  # seconds until a mail that found no room asks again
SILENCES = 3  # answers in a row that never came until the server counts as one that cannot be reached


class Breaker:
    """The way to one server, as this process knows it.

    It keeps a thousand mails from trying a server that is down, and from wearing out their attempts on it: after a
    break of growing length one mail tries, and only when that has an answer do the others follow. It also keeps the
    threads free for other servers: no more than `at_once` mails are with this one.
    """

    def __init__(self, at_once: float = math.inf, room_soon: float = ROOM_SOON) -> None:
        self._at_once, self._room_soon = at_once, room_soon
        self._lock = threading.Condition()
        self._busy = 0
        self._failures = self._silences = 0
        self._until = 0.0  # when the break ends, by the product's clock, as all moments here
        self._lasts = 0.5  # seconds that a mail takes, of late
        self._promised = 0.0  # the latest moment for which a mail was told that there may be room

    def enter(self, urgent: bool = True, tried: bool = False) -> float:
        """0: the server may be tried; `leave()` must follow. Else the seconds until the mail should ask again.

        Where another mail is about to leave, it waits for that, so that a server in good health always has one.
        While it is not known whether the server answers again, a mail that was tried before (`tried`) lets others go
        first: it may be the cause, or must not lose another answer.
        """
        with self._lock:
            self._lock.wait_for(lambda: self._failures or self._busy < self._at_once, self._room_soon)
            if seconds := self._break(LONGEST_BREAK if tried else 0):
                return seconds + _spread(0.1, 1 if urgent else 10)
            if self._failures and self._busy:  # one is finding out
                return _spread(5, 15 if urgent else 60)
            if self._busy >= self._at_once:
                return self._turn(urgent)
            self._busy += 1
            return 0

    def leave(self) -> None:
        """The mail that was let in is no longer with the server."""
        with self._lock:
            self._busy -= 1
            self._lock.notify_all()

    def wait(self) -> float:
        """Seconds until the server may be tried again; 0 when it may be tried now."""
        return self._break(0)

    def failed(self, pause: float) -> None:
        """The server could not be reached: a break of `pause` seconds, doubling; many that fail at once count once."""
        with self._lock:
            self._fail(pause)

    def unanswered(self, pause: float) -> None:
        """The server broke off over a mail, or took it and said nothing. One may be the cause; several are not."""
        with self._lock:
            self._silences += 1
            if self._failures or self._silences >= SILENCES:
                self._fail(pause)

    def answered(self, seconds: float) -> None:
        """The server said what it makes of a mail, after so many seconds."""
        with self._lock:
            self._failures = self._silences = 0
            self._until = 0.0
            self._lasts += (seconds - self._lasts) / 5

    def _break(self, longer: float) -> float:
        """`longer`: seconds that the break lasts beyond its end, if the server has not answered since."""
        if not self._failures:
            return 0.0
        present = clock.timestamp()
        self._until = min(self._until, present + LONGEST_BREAK)  # the clock may have been set back
        return max(0.0, self._until + longer - present)

    def _fail(self, pause: float) -> None:
        if not self._break(0):
            self._failures += 1
            self._until = clock.timestamp() + min(LONGEST_BREAK, pause * 2 ** min(self._failures - 1, 10))

    def _turn(self, urgent: bool) -> float:
        """When there may be room: soon for what is urgent, else after all who were told so before."""
        lasts = max(0.1, self._lasts / self._at_once)
        if urgent:
            return lasts
        present = clock.timestamp()
        self._promised = max(self._promised, present) + lasts
        return min(self._promised - present, _spread(LONGEST_TURN / 2, LONGEST_TURN))


class Breakers:
    """One breaker for each server, kept from mail to mail."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Breaker] = {}

    def of(self, key: str, own: bool = False) -> Breaker:
        """The one for the server called `key`; `own`: it is an agency's."""
        with self._lock:
            return self._kept.setdefault(key, Breaker(AT_ONCE if own else math.inf))


def _spread(least: float, most: float) -> float:
    """Seconds in between, so that what waits for the same does not come back all at once."""
    return random.uniform(least, most)  # noqa: S311 - no secret
