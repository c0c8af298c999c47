"""Mail servers that behave badly in a chosen way."""

import asyncio
import ssl
from collections import Counter
from email import message_from_bytes, policy

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
        self._controller = Controller(
            self, hostname="127.0.0.1", port=free_port(), ready_timeout=10, tls_context=tls, require_starttls=bool(tls)
        )

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

    @property
    def messages(self) -> list[bytes]:
        """What was kept, in order."""
        return [raw for _to, raw in self.received]

    def ids(self) -> Counter:
        """How often each Message-ID was kept. No property: aiosmtpd reads every property at every connection."""
        return Counter(message_from_bytes(raw, policy=policy.default)["Message-ID"] for raw in self.messages)
