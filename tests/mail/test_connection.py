"""SMTP settings, verified TLS, and what a server's answers mean."""

import socket
import ssl
from pathlib import Path

import pytest

from app.config import ConfigurationError
from app.mail.connection import Declined, StoredMail, Unanswered, Unreachable, server
from app.mail.reasons import in_words
from app.mail.settings import mail_settings, sender_address
from tests.mail.servers import MailServer

LETTER = StoredMail("1", "post@kontor.example", "anna@example.org", b"Subject: x\r\n\r\n.\r\ntext\r\n")


def send(app, letter: StoredMail = LETTER) -> str:
    with app.app_context(), server.connect() as connection:
        return connection.send(letter)


CERTIFICATE = Path(__file__).parent / "self_signed.pem"
"""For 127.0.0.1, signed by itself, with its key; made for these tests and trusted by nobody."""


@pytest.fixture
def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def test_url_becomes_flask_mails_settings():
    settings = mail_settings("smtps://post%40kontor:p%3Aw@mail.example:4650?verify=/etc/ca.pem")
    assert (settings["MAIL_SERVER"], settings["MAIL_PORT"]) == ("mail.example", 4650)
    assert (settings["MAIL_USERNAME"], settings["MAIL_PASSWORD"]) == ("post@kontor", "p:w")
    assert (settings["MAIL_USE_SSL"], settings["MAIL_USE_TLS"], settings["MAIL_CA_FILE"]) == (
        True,
        False,
        "/etc/ca.pem",
    )
    assert mail_settings("smtp+starttls://mail.example")["MAIL_PORT"] == 587
    assert mail_settings("smtp+starttls://mail.example")["MAIL_USE_TLS"]
    assert mail_settings("smtp://localhost:2525")["MAIL_PORT"] == 2525


@pytest.mark.parametrize(
    "url", ["smtp://mail.example", "http://mail.example", "smtps://", "smtps://host:x", "mail.example"]
)
def test_url_that_would_send_in_the_clear_or_means_nothing_is_refused(url):
    with pytest.raises(ConfigurationError):
        mail_settings(url)


def test_sender_is_the_installations_own():
    assert sender_address({"BASE_DOMAIN": "kontor.example"}) == "post@kontor.example"
    assert sender_address({"BASE_DOMAIN": "kontor.example", "MAIL_FROM": "hallo@x.example"}) == "hallo@x.example"


def test_message_arrives_as_it_is_stored(mail_app):
    with MailServer() as box:
        assert send(mail_app(box.url)) == "2.0.0 OK"
    assert box.messages == [LETTER.content]


def test_certificate_nobody_vouches_for_is_refused(mail_app, tls):
    with MailServer(tls=tls) as box, pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        send(mail_app(box.url))
    assert box.seen == 0


def test_certificate_for_another_name_is_refused(mail_app, tls):
    with MailServer(tls=tls) as box:
        url = box.url.replace("127.0.0.1", "localhost")
        with pytest.raises(Unreachable, match="Hostname mismatch"):
            send(mail_app(f"{url}?verify={CERTIFICATE}"))
    assert box.seen == 0


def test_known_certificate_is_accepted(mail_app, tls):
    with MailServer(tls=tls) as box:
        send(mail_app(f"{box.url}?verify={CERTIFICATE}"))
    assert box.messages == [LETTER.content]


def test_server_without_tls_is_not_talked_to_in_the_clear(mail_app):
    with MailServer() as box, pytest.raises(Unreachable):
        send(mail_app(box.url.replace("smtp:", "smtp+starttls:")))
    assert box.seen == 0


def test_nobody_there_says_nothing_about_the_mail(mail_app):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable):
            send(mail_app(f"smtp://127.0.0.1:{unused.getsockname()[1]}"))


@pytest.mark.parametrize(
    ("answer", "for_good"), [("451 4.7.1 Later", False), ("550 5.7.1 No", True), ("552 5.3.4 Big", True)]
)
def test_refusals_are_for_now_or_for_good(mail_app, answer, for_good):
    with MailServer(answer) as box, pytest.raises(Declined) as refused:
        send(mail_app(box.url))
    assert refused.value.for_good is for_good
    assert str(refused.value) == answer


def test_unknown_recipient_is_refused_before_the_message(mail_app):
    with MailServer(rcpt="550 5.1.1 No such user") as box, pytest.raises(Declined):
        send(mail_app(box.url))
    assert box.seen == 0


@pytest.mark.parametrize("answer", ["421 4.3.2 Shutting down", "530 5.7.0 Authentication required"])
def test_answers_about_us_say_nothing_about_the_mail(mail_app, answer):
    with MailServer(rcpt=answer) as box, pytest.raises(Unreachable):
        send(mail_app(box.url))


def test_answer_that_never_comes_leaves_it_open(mail_app):
    with MailServer(hold_after=3) as box, pytest.raises(Unanswered):
        app = mail_app(box.url)
        app.config["MAIL_TIMEOUT"] = 0.5
        send(app)
    assert box.messages == [LETTER.content]


def test_without_a_server_the_same_mail_is_the_same_file(mail_app):
    app = mail_app()
    send(app)
    send(app)
    (path,) = Path(app.config["MAIL_DIR"]).iterdir()
    assert (path.name, path.read_bytes()) == ("1.eml", LETTER.content)


def test_full_disk_leaves_the_mail_waiting(mail_app, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unreachable):
        send(mail_app(MAIL_DIR=str(tmp_path / "file")))


def test_refusals_are_put_into_words():
    assert in_words(550, "5.1.1 User unknown") == "Diese E-Mail-Adresse gibt es nicht."
    assert in_words(452, "4.2.2 Mailbox full") == "Das Postfach des Empfängers ist voll."
    assert in_words(550, "Nö") == "Der Mailserver hat die Nachricht abgelehnt."
    assert in_words(450, "Hm") == "Der Mailserver nimmt die Nachricht gerade nicht an."
