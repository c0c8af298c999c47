"""Who a mail comes from, and which server takes it: ours, or the agency's own."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from app.web.branding import current_agency
from tenants import current_tenant

from .connection import Connection, server
from .message import Party, UnusableAddress, ascii_address
from .models import OutgoingMail
from .registry import Mail
from .settings import sender_address

OURS = "ours"


@dataclass(frozen=True)
class Route:
    """The way of one mail. `key` tells servers apart, for the breaker; `own`: it is the agency's own server."""

    key: str = OURS
    own: bool = False

    def connect(self) -> Connection:
        """One conversation with that server; entering raises Unreachable."""
        return server.connect()

    def note(self, tenant_id: int, trouble: Exception | None) -> None:
        """Write down, in a transaction of its own, why an own server took no mail; None: it works.

        Costs nothing where there is nothing new to say, and for our server.
        """


def route_of(mail: OutgoingMail) -> Route:
    """The server that takes this mail now. Call it with the mail's row locked, before it is claimed.

    A mail whose own server is gone or no longer verified is given to the present sender first: built anew from its
    stored parts with the same Message-ID, if it never left; else it has failed (`mail.ended`), as other bytes under
    the same Message-ID would be another mail.
    """
    return Route()


def sender_for(mail: Mail) -> tuple[Party, Party, object | None]:
    """From and Reply-To of the current agency's mails of this kind, and the id of its own server, None for ours."""
    name = current_agency().name
    ours = sender_address(current_app.config)
    return Party(ours, name), Party(_reply_to() or ours, name), None


def _reply_to() -> str | None:
    """The agency's own address for answers, where it has a usable one."""
    try:
        return ascii_address(current_tenant().reply_to or "")
    except UnusableAddress:
        return None
