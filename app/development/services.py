"""Children that are started again when they die."""

import signal
import time

from app.development import processes

STEADY = 10.0  # seconds after which a start counts as a success
LONGEST_PAUSE = 30.0


class Service:
    """One process that ought to run: `command` with `options` of subprocess.Popen."""

    def __init__(self, name: str, command: list, **options):
        self.name, self.command, self.options = name, command, options
        self.process, self._failures, self._started, self._due = None, 0, 0.0, 0.0

    def watch(self) -> str | None:
        """Start the process when it does not run; call this every moment. Returns a German sentence on news.

        The first new start comes at once, each further one after twice the pause, until it has run a while.
        """
        if self.process is None:
            if time.monotonic() >= self._due:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.process = None
        self._failures = 0 if time.monotonic() - self._started > STEADY else self._failures + 1
        pause = min(0.25 * 2**self._failures, LONGEST_PAUSE)
        self._due = time.monotonic() + pause
        return f"{self.name} endete unerwartet ({_why(code)}) und startet in {pause:.1f} s neu."

    def start(self) -> None:
        self._started = time.monotonic()
        self.process = processes.start(self.command, death_signal=signal.SIGKILL, **self.options)

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self, seconds: float) -> None:
        """End the process: asked politely, killed after `seconds`."""
        if self.process is not None:
            processes.stop(self.process, (signal.SIGTERM, seconds))
            self.process = None


def _why(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"Code {code}"
