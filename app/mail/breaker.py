"""When the mail server cannot be reached."""

import threading

from tenants import clock

LONGEST_BREAK = 120  # seconds without trying a server that could not be reached


class Breaker:
    """Keeps a thousand mails from trying a server that is down, and from wearing out their attempts on it."""

    def __init__(self):
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def wait(self) -> float:
        """Seconds until the server may be tried again; 0 when it may be tried now."""
        return min(LONGEST_BREAK, max(0.0, self._until - clock.timestamp()))

    def failed(self, pause: float) -> float:
        """The server could not be reached. Returns the seconds until the next try: `pause`, doubling."""
        with self._lock:
            if not self.wait():
                self._failures += 1
                self._until = clock.timestamp() + min(LONGEST_BREAK, pause * 2 ** min(self._failures - 1, 10))
            return self.wait()

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._until = 0, 0.0
