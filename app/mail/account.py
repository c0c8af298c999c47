"""A mail server, and how to sign in there."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import current_app


@dataclass(frozen=True)
class Account:
    """What a conversation needs. `security`: "tls", "starttls", or "" on this machine.

    `strange`: an agency named it, so the way leads through the gate (app.outbound). `timeout` are the seconds without a
    byte, `patience` those for a whole conversation.
    """

    host: str
    port: int
    security: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    strange: bool = False
    timeout: float = 30
    patience: float = 120

    @classmethod
    def ours(cls) -> Account | None:
        """The installation's own server; None where mails become files."""
        config = current_app.config
        if not config["MAIL_SERVER"]:
            return None
        security = "tls" if config["MAIL_USE_SSL"] else "starttls" if config["MAIL_USE_TLS"] else ""
        return cls(
            config["MAIL_SERVER"], config["MAIL_PORT"], security, config["MAIL_USERNAME"], config["MAIL_PASSWORD"],
            config["MAIL_CA_FILE"], timeout=config["MAIL_TIMEOUT"], patience=config["MAIL_PATIENCE"],
        )  # fmt: skip
