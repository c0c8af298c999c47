"""What is written about the agency's own mail server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from tenants import now, uuid7

from .message import clean_name
from .models import OutgoingMail
from .outbox import compose, finish
from .registry import SAMPLE_TIME, STAFF, Mail, Placeholder, get_mail, register
from .sender import parties
from .servers import CODE_LIFE, MailServer
from .wording import variant_for

if TYPE_CHECKING:
    from app.staff.models import StaffMember

register(
    Mail(
        key="mail_server_code",
        area="agency",
        label=_l("Bestätigungscode für den Absender"),
        occasion=_l(
            "Wenn jemand unter „Absender und Mailserver“ einen Bestätigungscode an die Absenderadresse schicken lässt."
        ),
        placeholders=(
            *STAFF,
            Placeholder("code", "code", "493 027", _l("Der sechsstellige Code"), required=True),
            Placeholder("code_expires", "code_gilt_bis", SAMPLE_TIME, _l("Bis wann der Code gilt")),
        ),
        sensitive=True,
        can_switch_off=False,
        audience="staff",
    )
)


def server_code(server: MailServer, number: str, asked_by: StaffMember) -> OutgoingMail:
    """The mail with the number, from and to the server's address, finished and not queued: it goes by that server."""
    mail = get_mail("mail_server_code")
    row = OutgoingMail(
        id=uuid7(), key=mail.key, about_kind=None, about_id=None, recipient=server.address,
        recipient_name=clean_name(asked_by.name), sender=server.address, server_id=server.id, sensitive=True,
        queued_at=now(), expires_at=now() + CODE_LIFE, urgent=True, is_test=False, attempts=1, unanswered=0,
    )  # fmt: skip
    shown = f"{number[:3]} {number[3:]}"
    values = {"first_name": asked_by.first_name, "code": shown, "code_expires": row.expires_at}
    sender, reply_to, _server_id = parties(server)
    finish(row, compose(mail, variant_for(asked_by.language, None), values), sender, reply_to)
    row.subject = row.subject.replace(shown, "…")  # an own wording may have it there, and the Postausgang shows it
    return row
