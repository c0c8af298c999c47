"""A real SMTP server on loopback that keeps what it is sent."""

from __future__ import annotations

import re
import socket
import time
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postbox:
    """Receives mail on 127.0.0.1; `url` is the SMTP_URL to reach it."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], bytes]] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port(), ready_timeout=10)

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 (the name aiosmtpd calls)
        self.received.append((list(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 OK"

    def __enter__(self) -> Postbox:
        self._controller.start()
        return self

    def __exit__(self, *_) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        return self._controller.port

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[bytes]:
        """What was kept, in order."""
        return [raw for _to, raw in self.received]

    def ids(self) -> Counter:
        """How often each Message-ID was kept. No property: aiosmtpd reads every property at every connection."""
        return Counter(message_from_bytes(raw, policy=policy.default)["Message-ID"] for raw in self.messages)

    def mails_to(self, address: str) -> list[EmailMessage]:
        """All mails to one address so far, oldest first."""
        return [message_from_bytes(raw, policy=policy.default) for to, raw in self.received if address in to]

    def wait_for(self, address: str, subject: str = "", seconds: float = 45) -> EmailMessage:
        """The newest mail to `address` whose subject contains `subject`; AssertionError after `seconds`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [mail for mail in self.mails_to(address) if subject in mail["Subject"]]
            if found:
                return found[-1]
            time.sleep(0.05)
        raise AssertionError(
            f"no mail to {address} with „{subject}“; got {[mail['Subject'] for mail in self.mails_to(address)]}"
        )


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    return mail.get_body(("plain",)).get_content()


def link_in(mail: EmailMessage, part: str = "") -> str:
    """The first link of the plain text that contains `part`."""
    return next(link for link in re.findall(r"https?://[^\s<>)]+", text_of(mail)) if part in link)
