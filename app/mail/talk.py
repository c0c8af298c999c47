"""SMTP as smtplib speaks it, on a connection that somebody else opens, and with an end to what is listened to."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import Any

HEARD = 100_000
"""Bytes that a server may say in one conversation; some answer without end."""

Opener = Callable[[str, int], socket.socket]


class Talk(smtplib.SMTP):
    """A conversation. `opener` gives the connection; `trust` says whose certificates count."""

    def __init__(self, opener: Opener, trust: ssl.SSLContext, host: str, port: int, **options: Any) -> None:
        self._opener, self._trust, self._heard = opener, trust, 0
        super().__init__(host, port, **options)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = self._opener(host, port)
        connection.settimeout(timeout)
        return connection

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:
            self.file = _Counted(self.sock.makefile("rb"), self)
        return super().getreply()

    def hear(self, line: bytes) -> bytes:
        """A line that the server said to its end; b"" when it broke off. Raises OSError when it says too much.

        smtplib would take the beginning of a line for an answer: what broke off after „250“ for „accepted“.
        """
        self._heard += len(line)
        if self._heard > HEARD:
            raise OSError("the server says too much")
        return line if line.endswith(b"\n") or len(line) > smtplib._MAXLINE else b""

    def tell(self, message: bytes) -> tuple[int, bytes]:
        """Send the message (RFC 5321, 4.5.2: a dot before one that begins a line) and hear what becomes of it.

        DATA was said and answered before: smtplib does both at once, and one cannot tell what broke off.
        """
        end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
        self.send(smtplib._quote_periods(message) + end)
        return self.getreply()

    def secure(self) -> None:
        """Go on in TLS. Raises SMTPNotSupportedError where the server has none."""
        self.starttls(context=self._trust)


class TlsTalk(Talk):
    """A conversation in TLS from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = super()._get_socket(host, port, timeout)
        try:
            return self._trust.wrap_socket(connection, server_hostname=host)
        except BaseException:
            connection.close()
            raise


class _Counted:
    """The server's words, counted."""

    def __init__(self, file: Any, talk: Talk) -> None:
        self._file, self._talk = file, talk

    def readline(self, limit: int) -> bytes:
        return self._talk.hear(self._file.readline(limit))

    def close(self) -> None:
        self._file.close()
