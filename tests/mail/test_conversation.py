"""A conversation ends, whatever the server does."""

from __future__ import annotations

import socket
import threading

import pytest

from app.mail.account import Account
from app.mail.connection import Unanswered, Unreachable, server
from app.mail.deadline import Deadline
from tests.mail.rude import RudeServer, chatter, drip
from tests.mail.test_connection import LETTER

SOON = 0.3


def talk(app, box: RudeServer, security: str = "", **how) -> str:
    account = Account("127.0.0.1", box.port, security, patience=SOON, **how)
    with app.app_context(), server.connect(account) as connection:
        return connection.send(LETTER)


@pytest.mark.parametrize("security", ["", "tls", "starttls"])
def test_server_that_drips_is_left(app, security):
    with RudeServer(drip) as box, pytest.raises(Unreachable):
        talk(app, box, security)


def test_server_that_chatters_is_left(app):
    with RudeServer(chatter) as box, pytest.raises(Unreachable, match="says too much"):
        talk(app, box)


def test_server_that_is_silent_is_left(app):
    with RudeServer(lambda connection: connection.recv(1)) as box, pytest.raises(Unreachable):
        talk(app, box, timeout=0.05)


def test_drip_after_the_message_leaves_it_open(app):
    """The message was handed over: nobody knows what became of it."""

    def polite_to_the_end(connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        connection.sendall(b"220 hello\r\n")
        for answer in (b"250 hello", b"250 ok", b"250 ok", b"354 go on"):
            lines.readline()
            connection.sendall(answer + b"\r\n")
        drip(connection)

    with RudeServer(polite_to_the_end) as box, pytest.raises(Unanswered):
        talk(app, box)


@pytest.mark.parametrize("challenge", [b"334 *", b"334 " + b"\xff" * 9, b"334 AAAA", b"334", b"-1", b"999 x", b"\0"])
def test_odd_questions_at_signing_in_are_no_error_of_ours(app, challenge):
    def ask(connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        connection.sendall(b"220 hello\r\n")
        lines.readline()
        connection.sendall(b"250-hello\r\n250 AUTH CRAM-MD5 PLAIN LOGIN\r\n")
        while lines.readline():
            connection.sendall(challenge + b"\r\n")

    with RudeServer(ask) as box, pytest.raises(Unreachable):
        talk(app, box, username="anna", password="geheim")


def test_deadline_shuts_what_it_watches_afterwards_too():
    left, right = socket.socketpair()
    with left, right, Deadline(0.01) as deadline:
        threading.Event().wait(0.05)
        deadline.watch(left)
        assert left.recv(1) == b""
        assert deadline.passed
        with pytest.raises(TimeoutError):
            deadline.left()


def test_no_password_is_shown_with_an_account():
    assert "geheim" not in repr(Account("mail.example.org", 465, "tls", "anna", "geheim"))
