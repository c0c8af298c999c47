"""An agency's own mail server: on loopback, with TLS, that wants a user and a password."""

from __future__ import annotations

import ssl
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from app.mail.servers import MailServer as OwnServer
from tests.mail.servers import MailServer

CERTIFICATE = Path(__file__).parent / "self_signed.pem"
"""For 127.0.0.1, signed by itself, with its key; made for these tests and trusted by nobody."""

ALLOWED = {"OUTBOUND_ALLOW": "127.0.0.1", "OUTBOUND_CA_FILE": str(CERTIFICATE)}
"""Settings with which these servers may be reached; production refuses them."""

USER, PASSWORD = "post@example.org", "Anker lichten"
ADDRESS = "buero@hafenlicht.example"


def trusting() -> ssl.SSLContext:
    """The server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


class OwnMailServer(MailServer):
    """STARTTLS, and nothing without the right password. `tried` are the passwords that were offered.

    `sender` is answered to every MAIL FROM.
    """

    def __init__(self, *answers: str, sender: str = "250 OK", **how) -> None:
        self.sender, self.tried = sender, []
        super().__init__(*answers, tls=trusting(), **how)

    def _listener(self, port: int) -> Controller:
        return Controller(
            self,
            hostname="127.0.0.1",
            port=port,
            ready_timeout=10,
            tls_context=self.tls,
            require_starttls=True,
            auth_required=True,
            authenticator=self._ask,
        )

    def _ask(self, _server, _session, _envelope, _mechanism, given: LoginPassword) -> AuthResult:
        self.tried.append(given.password.decode())
        return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if self.sender.startswith("2"):
            envelope.mail_from = address
        return self.sender

    def settings(self, **changes) -> dict:
        """What an agency types in to use it."""
        here = {"host": "127.0.0.1", "port": self.port, "security": "starttls"}
        return here | {"username": USER, "password": PASSWORD, "address": ADDRESS} | changes


def use(agency, box: OwnMailServer, **changes) -> None:
    """Let the agency send by this server, its address verified."""
    with agency.work():
        OwnServer.set(**box.settings(**changes)).expect("493027")
    with agency.work():
        assert OwnServer.find().confirm("493027")
