"""The way out: SMTP with verified TLS, or a folder of .eml files where no server is configured.

Flask-Mail's connection in all but three things: the server's certificate is verified, a conversation ends in time
however slowly the server speaks, and what is sent is the stored message, not one built here.
"""

import os
import smtplib
import socket
import ssl
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import flask_mail
from flask import Flask, current_app

from app import outbound

from .account import Account
from .deadline import Deadline
from .talk import Talk, TlsTalk


@dataclass(frozen=True)
class StoredMail:
    """A finished message and its envelope. What `flask_mail.email_dispatched` hands to those who listen."""

    name: str
    sender: str
    recipient: str
    content: bytes


class Unreachable(Exception):
    """There is no server to talk to now; nothing was sent, and it says nothing about this mail."""


class SenderRefused(Unreachable):
    """An agency's own server takes no mail from its address; that says nothing about this mail either."""


class SetBack(Unreachable):
    """The server went away when it heard of this very mail, which was not sent: its recipient may be the cause."""


class PasswordLost(OSError):
    """It was locked with a key that SECRET_KEYS no longer has."""


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
    """One conversation with a mail server.

    Entering raises Unreachable. `send()` returns the server's answer, or raises Declined, Unanswered or Unreachable.
    """

    def __init__(self, mail: flask_mail.Mail, account: Account | None) -> None:
        super().__init__(mail)
        self._account = account
        self._deadline = Deadline(account.patience if account else 0)

    def configure_host(self) -> smtplib.SMTP | None:
        if self._account is None:
            return None
        self._deadline.__enter__()
        try:
            return self._greeted(self._account)
        except (OSError, ValueError) as error:  # smtplib's and ssl's are OSErrors; a hostile answer may be no base64
            self._deadline.__exit__(None, None, None)
            raise Unreachable(f"{type(error).__name__}: {error}") from error

    def _greeted(self, account: Account) -> smtplib.SMTP:
        kind = TlsTalk if account.security == "tls" else Talk
        options = {"timeout": account.timeout, "local_hostname": current_app.config["BASE_DOMAIN"]}
        host = kind(self._open, _trust(account.ca_file), account.host, account.port, **options)
        try:
            if account.security == "starttls":
                host.secure()
            if account.username:
                if account.strange and account.password is None:
                    raise PasswordLost
                host.login(account.username, account.password or "")
            host.ehlo_or_helo_if_needed()
        except BaseException:
            host.close()
            raise
        return host

    def _open(self, host: str, port: int) -> socket.socket:
        seconds = self._deadline.left()
        if self._account.strange:
            connection = outbound.open_connection(host, port, seconds)
        else:
            connection = socket.create_connection((host, port), min(seconds, self._account.timeout))
        self._deadline.watch(connection)
        return connection

    def __exit__(self, *_exception) -> None:
        """Say goodbye; what the server makes of that is no concern of the mail."""
        if self.host is not None:
            try:
                self.host.quit()
            except OSError:
                self.host.close()
        self._deadline.__exit__(None, None, None)

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
            self._from(sender)
        except OSError as error:
            raise Unreachable(str(error)) from error
        try:
            _expect(self.host.rcpt(message.recipient), "2", SetBack)
            _expect(self.host.docmd("DATA"), "3", SetBack)
        except OSError as error:
            raise SetBack(str(error)) from error
        try:
            code, reply = self.host.tell(message.content)
        except OSError as error:
            raise Unanswered(str(error)) from error
        if code < 200 or 300 <= code < 400:  # no answer that SMTP knows to a message
            raise Unanswered(words_of(reply))
        return _expect((code, reply), "2", SetBack)

    def ask(self, sender: str, recipient: str) -> None:
        """Whether the server would take a mail from one to the other, without sending one. Raises as `send()` does."""
        try:
            self._from(sender)
            _expect(self.host.rcpt(recipient), "2")
            self.host.rset()
        except OSError as error:
            raise Unreachable(str(error)) from error

    def _from(self, sender: str) -> None:
        code, reply = self.host.mail(sender)
        if self._account.strange and code >= 400:
            raise SenderRefused(f"{code} {words_of(reply)}")
        _expect((code, reply), "2")


class Server(flask_mail.Mail):
    """Flask-Mail with our connection. Its own message building is not used: names could replace the sender there."""

    def connect(self, account: Account | None = None) -> Connection:
        """A conversation with this server, or with the installation's own."""
        return Connection(current_app.extensions["mail"], account or Account.ours())


server = Server()


@lru_cache(maxsize=4)
def _trust(ca_file: str | None) -> ssl.SSLContext:
    """Whom to believe: the file, or the system's authorities. Reading those takes longer than sending a mail."""
    return ssl.create_default_context(cafile=ca_file)


def _expect(answer: tuple[int, bytes], digit: str, gone: type[Unreachable] = Unreachable) -> str:
    """What the server said, if that begins with this digit. Raises Declined, or `gone` where it is going away."""
    code, reply = answer
    words = words_of(reply)
    if str(code).startswith(digit):
        return words
    # 421: the server is going away; 530, 535, 538: it does not know us; else no answer that SMTP knows
    if code in (421, 530, 535, 538) or code < 400:
        raise gone(f"{code} {words}")
    raise Declined(code, words)


def words_of(reply: bytes | str) -> str:
    """What a server said, on one line of at most 500 characters."""
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
