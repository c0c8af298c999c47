"""A server that speaks as it likes, for what no mail server should do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable


class RudeServer:
    """Says to everybody what `speak` says on the connection, and counts who came."""

    def __init__(self, speak: Callable[[socket.socket], None]) -> None:
        self._speak, self.visits = speak, 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]

    def __enter__(self) -> RudeServer:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                connection = self._socket.accept()[0]
            except OSError:
                return
            self.visits += 1
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                self._speak(connection)
            except OSError:
                return


def drip(connection: socket.socket) -> None:
    """One byte every now and then, for ever: no wait for the next one is ever long."""
    pause = threading.Event()
    while True:
        connection.sendall(b"2")
        pause.wait(0.02)


def chatter(connection: socket.socket) -> None:
    """An answer without end."""
    while True:
        connection.sendall(b"220-hello\r\n" * 100)
