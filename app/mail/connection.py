"""The way out: SMTP with verified TLS, or a folder of .eml files where no server is configured.

Flask-Mail's connection in all but two things: the server's certificate is verified, and what is sent is the stored
message, not one built here.
"""

import os
import smtplib
import ssl
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import flask_mail
from flask import Flask, current_app

from .breaker import Breaker


@dataclass(frozen=True)
class StoredMail:
    """A finished message and its envelope. What `flask_mail.email_dispatched` hands to those who listen."""

    name: str
    sender: str
    recipient: str
    content: bytes


class Unreachable(Exception):
    """There is no server to talk to now; nothing was sent, and it says nothing about this mail."""


class Unanswered(Exception):
    """The message was handed over and the answer never came: it may have been sent."""


class Declined(Exception):
    """The server did not take this mail."""

    def __init__(self, code: int, reply: str):
        super().__init__(f"{code} {reply}")
        self.code, self.reply = code, reply

    @property
    def for_good(self) -> bool:
        """5xx: trying again is useless (RFC 5321, 4.2.1)."""
        return self.code >= 500


class Connection(flask_mail.Connection):
    """One conversation with the mail server.

    Entering raises Unreachable. `send()` returns the server's answer, or raises Declined, Unanswered or Unreachable.
    """

    def configure_host(self) -> smtplib.SMTP | None:
        config = current_app.config
        if not config["MAIL_SERVER"]:
            return None
        try:
            return self._greeted(config)
        except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error

    def _greeted(self, config) -> smtplib.SMTP:
        address = config["MAIL_SERVER"], config["MAIL_PORT"]
        options = {"timeout": config["MAIL_TIMEOUT"], "local_hostname": config["BASE_DOMAIN"]}
        if config["MAIL_USE_SSL"]:
            host = smtplib.SMTP_SSL(*address, context=_trust(config["MAIL_CA_FILE"]), **options)
        else:
            host = smtplib.SMTP(*address, **options)
        try:
            if config["MAIL_USE_TLS"]:
                host.starttls(context=_trust(config["MAIL_CA_FILE"]))
            if config["MAIL_USERNAME"]:
                host.login(config["MAIL_USERNAME"], config["MAIL_PASSWORD"] or "")
            host.ehlo_or_helo_if_needed()
        except BaseException:
            host.close()
            raise
        return host

    def __exit__(self, *_exception) -> None:
        """Say goodbye; what the server makes of that is no concern of the mail."""
        if self.host is not None:
            try:
                self.host.quit()
            except (OSError, smtplib.SMTPException):
                self.host.close()

    def send(self, message: StoredMail, envelope_from: str | None = None) -> str:
        if self.mail.suppress:
            reply = ""
        elif self.host is None:
            reply = _write_file(message)
        else:
            reply = self._hand_over(message, envelope_from or message.sender)
        flask_mail.email_dispatched.send(current_app._get_current_object(), message=message)
        return reply

    def _hand_over(self, message: StoredMail, sender: str) -> str:
        try:
            _expect(self.host.mail(sender), "2")
            _expect(self.host.rcpt(message.recipient), "2")
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Unreachable(str(error)) from error
        try:
            return _expect(self.host.data(message.content), "2")
        except smtplib.SMTPDataError as error:  # the server did not even want to see the message
            raise _declined(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Unanswered(str(error)) from error


class Server(flask_mail.Mail):
    """Flask-Mail with our connection. Its own message building is not used: names could replace the sender there."""

    def connect(self) -> Connection:
        return Connection(current_app.extensions["mail"])


server = Server()


@lru_cache(maxsize=4)
def _trust(ca_file: str | None) -> ssl.SSLContext:
    """Whom to believe: the file, or the system's authorities. Reading those takes longer than sending a mail."""
    return ssl.create_default_context(cafile=ca_file)


def _expect(answer: tuple[int, bytes], digit: str) -> str:
    code, reply = answer
    if not str(code).startswith(digit):
        raise _declined(code, reply)
    return _words(reply)


def _declined(code: int, reply: bytes | str) -> Exception:
    # 421: the server is going away; 530, 535, 538: it does not know us. Neither is about this mail.
    if code in (421, 530, 535, 538) or code < 400:
        return Unreachable(f"{code} {_words(reply)}")
    return Declined(code, _words(reply))


def _words(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:500]


def _write_file(message: StoredMail) -> str:
    """The message as a file. Its name is the mail's, so that sending again writes the same file again."""
    folder = current_app.config.get("MAIL_DIR")
    if not folder:
        raise Unreachable("neither SMTP_URL nor MAIL_DIR is set")
    target = Path(folder) / f"{message.name}.eml"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        draft.write_bytes(message.content)
        os.replace(draft, target)
    except OSError as error:
        raise Unreachable(str(error)) from error
    return ""


def init_app(app: Flask) -> None:
    server.init_app(app)
    app.extensions["mail_breaker"] = Breaker()
