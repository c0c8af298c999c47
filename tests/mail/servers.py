"""Mail servers that behave badly in a chosen way."""

import asyncio
import ssl
from collections import Counter
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class MailServer:
    """Keeps what it takes. `answers` are given to the next messages instead of „250 OK“.

    `hold_before` and `hold_after` are seconds to wait before and after keeping a message, with the answer still owed.
    """

    def __init__(self, *answers: str, rcpt: str = "250 OK", hold_before: float = 0, hold_after: float = 0, tls=None):
        self.answers, self.rcpt = list(answers), rcpt
        self.hold_before, self.hold_after = hold_before, hold_after
        self.received: list[bytes] = []
        self.seen = 0
        self._controller = _Controller(self, hostname="127.0.0.1", port=0, tls_context=tls, require_starttls=bool(tls))
        self._tls = tls

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if self.rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self.seen += 1
        await asyncio.sleep(self.hold_before)
        answer = self.answers.pop(0) if self.answers else "250 2.0.0 OK"
        if answer.startswith("2"):
            self.received.append(bytes(envelope.content))
        await asyncio.sleep(self.hold_after)
        return answer

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"{'smtp+starttls' if self._tls else 'smtp'}://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        return self._controller.server.sockets[0].getsockname()[1]

    @property
    def ids(self) -> Counter:
        """How often each Message-ID was taken."""
        return Counter(message_from_bytes(raw, policy=policy.default)["Message-ID"] for raw in self.received)


class _Controller(Controller):
    def __init__(self, handler, *, tls_context: ssl.SSLContext | None, require_starttls: bool, **options):
        self._smtp_options = {"tls_context": tls_context, "require_starttls": require_starttls, "timeout": 60}
        super().__init__(handler, **options)

    def factory(self):
        return SMTP(self.handler, hostname="mail.example", **self._smtp_options)

    def _trigger_server(self) -> None:
        """The library's first connection; port 0 was asked for, so it must learn which one was chosen."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
