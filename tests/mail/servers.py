"""Mail servers that behave badly in a chosen way."""

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from tests.postbox import Postbox, free_port


class MailServer(Postbox):
    """A postbox whose `answers` are given to the next messages instead of „250“; `rcpt` to every recipient.

    `hold_before` and `hold_after` are seconds to wait before and after keeping a message, with the answer still owed.
    """

    def __init__(
        self,
        *answers: str,
        rcpt: str = "250 OK",
        hold_before: float = 0,
        hold_after: float = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__()
        self.answers, self.rcpt, self.tls = list(answers), rcpt, tls
        self.hold_before, self.hold_after = hold_before, hold_after
        self.seen = 0
        self._controller = self._listener(free_port())

    def _listener(self, port: int) -> Controller:
        return Controller(
            self,
            hostname="127.0.0.1",
            port=port,
            ready_timeout=10,
            tls_context=self.tls,
            require_starttls=bool(self.tls),
        )

    def go_down(self) -> None:
        """Refuse connections, as if there were no server, until `come_back()`."""
        self._controller.stop()

    def come_back(self) -> None:
        self._controller = self._listener(self._controller.port)
        self._controller.start()

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if self.rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self.seen += 1
        await asyncio.sleep(self.hold_before)
        answer = self.answers.pop(0) if self.answers else "250 2.0.0 OK"
        if answer.startswith("2"):
            await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(self.hold_after)
        return answer

    @property
    def url(self) -> str:
        return f"smtp+starttls://127.0.0.1:{self.port}" if self.tls else super().url


class QuickServer(MailServer):
    """Counts Message-IDs without reading again what it has read: among thousands it would have no time for mails."""

    def __init__(self, *answers: str, **manner: Any) -> None:
        super().__init__(*answers, **manner)
        self._counted, self._read = Counter(), 0

    def ids(self) -> Counter:
        new = self.messages[self._read :]
        self._read += len(new)
        self._counted.update(message_from_bytes(raw.partition(b"\r\n\r\n")[0])["Message-ID"].strip() for raw in new)
        return self._counted


STAGES = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "message", "answer")
"""Where a conversation may go wrong: "message" while the message travels, "answer" when it was taken and kept."""

MANNERS = ("stalls", "drips", "drops", "resets", "refuses", "babbles")
"""Never answers · answers a byte a second, never a whole line · hangs up · breaks the line · 421 · no SMTP at all."""

LINES = {"EHLO": b"250-bad\r\n250 8BITMIME\r\n", "HELO": b"250 bad\r\n", "DATA": b"354 go on\r\n"}


class BadServer(Postbox):
    """A real server on loopback that turns bad at one stage, in one manner; good again with `manner = None`.

    `turns` bad conversations and it is good, too (None: never). `conversations` counts all, `most_at_once` those at the
    same time. A message is kept when its last line has come, so one that is bad at the "answer" has it all the same.
    """

    def __init__(self, stage: str, manner: str | None, turns: int | None = None) -> None:
        super().__init__()
        self.stage, self.manner, self.turns = stage, manner, turns
        self.conversations = self.most_at_once = self._open = 0
        self._ended, self._lock = threading.Event(), threading.Lock()
        self._listener: socket.socket | None = None
        self._port = free_port()

    def __enter__(self) -> "BadServer":
        self._ended.clear()
        self._listener = socket.create_server(("127.0.0.1", self._port))
        threading.Thread(target=self._listen, args=(self._listener,), daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):  # wakes who waits in accept()
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @property
    def port(self) -> int:
        return self._port

    def _listen(self, listener: socket.socket) -> None:
        while not self._ended.is_set():
            try:
                line, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with self._lock:
            self.conversations += 1
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
            is_bad = self.manner and (self.turns is None or self.conversations <= self.turns)
        try:
            with line, contextlib.suppress(OSError):
                _Conversation(self, line, self.stage if is_bad else "").hold()
        finally:
            with self._lock:
                self._open -= 1

    def misbehave(self, line: socket.socket) -> None:
        """Be bad in this server's manner; afterwards the conversation is over."""
        if self.manner == "stalls":
            self._ended.wait(600)
        elif self.manner == "drips":
            while not self._ended.wait(1):
                line.sendall(b"2")
        elif self.manner == "resets":
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif self.manner == "refuses":
            line.sendall(b"421 4.3.2 closing\r\n")
        elif self.manner == "babbles":
            line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"\x00\xff" * 2000)


class _Conversation:
    """One conversation as RFC 5321 has it, up to the stage where it turns bad."""

    def __init__(self, server: BadServer, line: socket.socket, bad_at: str) -> None:
        self.server, self.line, self.bad_at, self.recipients = server, line, bad_at, []
        self.reader = line.makefile("rb")

    def hold(self) -> None:
        if self._is_bad("greeting"):
            return
        self.line.sendall(b"220 bad ESMTP\r\n")
        while command := self.reader.readline(2000):
            word = command[:4].decode("ascii", "replace").strip().upper()
            if self._is_bad(word):
                return
            if word == "RCPT":
                self.recipients.append(command.partition(b"<")[2].partition(b">")[0].decode())
            self.line.sendall(LINES.get(word, b"250 2.0.0 OK\r\n"))
            if word == "QUIT" or (word == "DATA" and not self._take()):
                return

    def _take(self) -> bool:
        """The message; False when the conversation ended over it."""
        lines: list[bytes] = []
        while (each := self.reader.readline()) != b".\r\n":
            if not each or self._is_bad("message"):
                return False
            lines.append(each[1:] if each.startswith(b".") else each)
        self.server.received.append((self.recipients, b"".join(lines)))
        if self._is_bad("answer"):
            return False
        self.line.sendall(b"250 2.0.0 OK\r\n")
        return True

    def _is_bad(self, stage: str) -> bool:
        if stage != self.bad_at:
            return False
        self.server.misbehave(self.line)
        return True
