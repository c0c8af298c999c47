"""The mails of an installation without a mail server: what the worker wrote into the folder."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from app.mail.worker import run_once


class Letters:
    """`Letters(app).to(address, about=slug)`: works off what is due, then reads what was sent, oldest first."""

    def __init__(self, app) -> None:
        self.app = app

    def to(self, address: str, about: str = "") -> list[EmailMessage]:
        """Mails to an address whose text contains `about` (an agency's slug keeps agencies apart)."""
        run_once(self.app)
        files = sorted(Path(self.app.config["MAIL_DIR"]).glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [mail for mail in mails if address in str(mail["To"]) and about in text_of(mail)]

    def link(self, address: str, about: str, part: str) -> str:
        """The path of the newest link to an address that contains `part`."""
        return [path for mail in self.to(address, about) for path in paths_in(mail) if part in path][-1]


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def paths_in(mail: EmailMessage) -> list[str]:
    """The paths of all links in the text."""
    return re.findall(r"https?://[^/\s]+(/[^\s<>)]*)", text_of(mail))
