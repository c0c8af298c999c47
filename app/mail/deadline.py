"""An end for conversations, however slowly the other side speaks."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from types import TracebackType

log = logging.getLogger(__name__)


class Deadline:
    """The moment by which a conversation has ended: then its connection is shut, whatever it waits for.

    The time limit of a socket counts from one byte to the next, so that a server which sends one every now and then
    could hold its caller for ever.
    """

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._twin: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True
        self.passed = False

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._twin:
                self._twin.close()
            self._twin = None

    def left(self) -> float:
        """Seconds until then. Raises TimeoutError when it has passed."""
        if (seconds := self._until - time.monotonic()) <= 0:
            raise TimeoutError("the conversation took too long")
        return seconds

    def watch(self, connection: socket.socket) -> None:
        """Shut this connection then. TLS takes its socket over, so it is held by a twin of its own."""
        with self._lock:
            self._twin = socket.socket(fileno=os.dup(connection.fileno()))
        if self.passed:
            self._shut()

    def _shut(self) -> None:
        with self._lock:
            self.passed = True
            if self._twin:
                try:
                    self._twin.shutdown(socket.SHUT_RDWR)
                except OSError:  # the other side was faster
                    log.debug("the connection had ended before its deadline")
