"""Who a mail comes from, and which server takes it: ours, or the agency's own.

What goes to the staff always leaves by ours: an own server that fails must not lock out who has to mend it, and who may
choose the server must not be able to read the links that let others in.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.web.branding import current_agency
from tenants import as_tenant, current_tenant

from .account import Account
from .connection import Connection, server
from .diagnosis import explain
from .message import Party, UnsafeMessage, UnusableAddress, ascii_address, build
from .models import OutgoingMail
from .parts import parts_of
from .registry import Mail, find_mail
from .servers import MailServer
from .settings import sender_address

OURS = "ours"


@dataclass(frozen=True)
class Route:
    """The way of one mail. `key` tells servers apart, for the breaker; `own`: it is the agency's own server."""

    key: str = OURS
    own: bool = False
    account: Account | None = field(default=None, repr=False)
    trouble: str | None = None

    def connect(self) -> Connection:
        """One conversation with that server; entering raises Unreachable."""
        return server.connect(self.account)

    def note(self, tenant_id: int, trouble: Exception | None) -> None:
        """Write down, in a transaction of its own, why an own server took no mail; None: it works.

        Costs nothing where there is nothing new to say, and for our server.
        """
        with force_locale("de"):
            words = explain(trouble, self.account) if trouble and self.account else None
        if not self.own or words == self.trouble:
            return
        with as_tenant(tenant_id):
            own = MailServer.hold()
            if own and own.key == self.key:
                own.note(words)


def route_of(mail: OutgoingMail) -> Route:
    """The server that takes this mail now. Call it with the mail's row locked, before it is claimed.

    A mail whose own server is gone or no longer verified is given to the present sender first: built anew from its
    stored parts with the same Message-ID, if it never left; else it has failed (`mail.ended`), as other bytes under
    the same Message-ID would be another mail.
    """
    if mail.server_id is None:
        return Route()
    own = MailServer.sending()
    if own is None or (own.id, own.address) != (mail.server_id, mail.sender):
        _give_to(mail, own)
    return Route(own.key, True, own.account, own.trouble) if own and mail.server_id else Route()


def sender_for(mail: Mail) -> tuple[Party, Party, uuid.UUID | None]:
    """From and Reply-To of the current agency's mails of this kind, and the id of its own server, None for ours."""
    return parties(MailServer.sending() if mail.audience == "person" else None)


def parties(own: MailServer | None) -> tuple[Party, Party, uuid.UUID | None]:
    """The same for mails that leave by this server, None for ours."""
    name = current_agency().name
    address = own.address if own else sender_address(current_app.config)
    return Party(address, name), Party(_reply_to() or address, name), own.id if own else None


def _give_to(mail: OutgoingMail, own: MailServer | None) -> None:
    """Let another server take it."""
    kind = find_mail(mail.key)
    sender, reply_to, server_id = parties(own if kind and kind.audience == "person" else None)
    if mail.unanswered:
        mail.fail(_("Der Versand wurde unterbrochen, und der Mailserver ist nicht mehr derselbe. Ob die Nachricht "
                    "ankam, ist nicht bekannt."))  # fmt: skip
        return
    parts = parts_of(mail.content)
    try:
        mail.content = build(
            sender=sender, reply_to=reply_to, to=Party(mail.recipient, mail.recipient_name), subject=mail.subject,
            text=parts.text, html=parts.html, message_id=mail.message_id, date=mail.queued_at, logo=parts.logo,
        )  # fmt: skip
    except (UnsafeMessage, UnusableAddress):
        mail.fail(_("Diese E-Mail ließ sich nicht fehlerfrei zusammenstellen."))
    else:
        mail.sender, mail.server_id = sender.address, server_id


def _reply_to() -> str | None:
    """The agency's own address for answers, where it has a usable one."""
    try:
        return ascii_address(current_tenant().reply_to or "")
    except UnusableAddress:
        return None
