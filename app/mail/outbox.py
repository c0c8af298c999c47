"""Writing mails: `enqueue()` puts a finished mail into the caller's transaction, the worker sends it."""

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.jobs import BULK, URGENT
from app.settings.models import AgencyLogo
from app.web.branding import current_agency
from tenants import agency_url, current_tenant_id, db, now, uuid7

from .delivery import deliver
from .message import Inline, Party, UnsafeMessage, UnusableAddress, ascii_address, build, clean_name
from .models import MailSwitch, OutgoingMail
from .registry import Mail, get_mail
from .rendering import Frame, FrameLogo, Rendered, render
from .sender import sender_for
from .settings import sender_address
from .wording import Variant, default_wording, variant_for

_HOMES = {"person": "/kunden/", "staff": "/anmelden", "apex": "/"}
LOGO_ROOM = (220, 52)
"""Dots on the screen that a logo may take at the head of a mail."""

_MOMENTS = {
    "de": ("de", "EEEE, d. MMMM y, H:mm 'Uhr'"),
    "en": ("en_GB", "EEEE, d MMMM y, HH:mm z"),
    "ar": ("ar", "EEEE، d MMMM y، 'الساعة' H:mm '('zzzz')'"),
}

log = logging.getLogger(__name__)


def is_active(key: str) -> bool:
    """Whether the current agency sends this mail. Raises KeyError for a mail that is not declared."""
    return not get_mail(key).can_switch_off or key not in MailSwitch.off()


def enqueue(
    key: str,
    to: str,
    *,
    to_name: str = "",
    locale: str | None = None,
    address_form: str | None = None,
    values: Mapping[str, object] | None = None,
    subject_of: tuple[str, uuid.UUID] | None = None,
    expires_at: datetime | None = None,
    urgent: bool = True,
) -> OutgoingMail | None:
    """Queue one mail for one recipient; it leaves once the current transaction commits.

    Rendered here and now in the reader's language and form of address; times among `values` are written in the
    agency's time zone. `subject_of` says whom it is about: ("person" or "staff", id). A mail that waits beyond
    `expires_at`, when its link has died, is not sent. Returns None when the agency has switched this mail off; a mail
    that cannot be sent to this address is kept as failed. Raises KeyError for an unknown mail, ValueError for values
    that do not match its placeholders.
    """
    mail = get_mail(key)
    if not is_active(key):
        return None
    about_kind, about_id = subject_of or (None, None)
    sender, reply_to, server_id = sender_for(mail)
    row = OutgoingMail(
        id=uuid7(), key=key, about_kind=about_kind, about_id=about_id, recipient=to, recipient_name=clean_name(to_name),
        sender=sender.address, server_id=server_id, sensitive=mail.sensitive, queued_at=now(), expires_at=expires_at,
        urgent=urgent, is_test=False, attempts=0, unanswered=0,
    )  # fmt: skip
    row.message_id = f"<{row.id}@{row.sender.rpartition('@')[2]}>"
    rendered = compose(mail, variant_for(locale, address_form), values or {})
    row.subject = rendered.subject
    _build(row, rendered, sender, reply_to)
    db.session.add(row)
    if not row.ended:
        deliver.defer(queue=URGENT if urgent else BULK, mail_id=str(row.id))
    return row


def compose(mail: Mail, variant: Variant, given: Mapping[str, object]) -> Rendered:
    """The mail in one language for the current agency. Raises ValueError when a value is missing or unknown."""
    agency = current_agency()
    values = _values(mail, variant, {"agency_name": agency.name, **given}, ZoneInfo(agency.time_zone))
    home = agency_url(_HOMES[mail.audience])
    imprint, privacy = urljoin(home, agency.imprint_url), urljoin(home, agency.privacy_url)
    frame = Frame(
        agency.name, mail.audience, home, imprint, privacy, agency.palette, agency.signature, _logo_in_frame()
    )
    return render(default_wording(mail.key, variant), values, variant, frame)


def _logo_in_frame() -> FrameLogo | None:
    logo = current_agency().logo
    return FrameLogo(_cid(), *logo.fit(*LOGO_ROOM), logo.wide) if logo else None


def _cid() -> str:
    """What the logo is called within a mail: unlike any other in the world (RFC 2392)."""
    return f"logo.{current_tenant_id()}@{sender_address(current_app.config).rpartition('@')[2]}"


def _logo() -> Inline | None:
    """The logo, to travel with a mail."""
    data = AgencyLogo.load() if current_agency().logo else None
    return Inline(_cid(), data) if data else None


def _values(mail: Mail, variant: Variant, given: Mapping[str, object], zone: ZoneInfo) -> dict[str, object]:
    """One value for every placeholder of the mail, ready to print."""
    names = {placeholder.name for placeholder in mail.placeholders}
    ready = {"portal_url": agency_url("/kunden/"), "has_link": bool(given.get("link"))} | dict(given)
    if missing := names - ready.keys():
        raise ValueError(f"the mail {mail.key} needs {', '.join(sorted(missing))}")
    if unknown := given.keys() - names - {"agency_name"}:
        raise ValueError(f"the mail {mail.key} has no placeholder {', '.join(sorted(unknown))}")
    values = {placeholder.word: placeholder.value(ready[placeholder.name]) for placeholder in mail.placeholders}
    values.setdefault("agentur", ready["agency_name"])
    return {name: _moment(value, variant, zone) for name, value in values.items()}


def _moment(value: object, variant: Variant, zone: ZoneInfo) -> object:
    if not isinstance(value, datetime):
        return value
    locale, pattern = _MOMENTS.get(variant.language, (variant.language, "long"))
    return format_datetime(value.astimezone(zone), pattern, locale=locale)


def _build(row: OutgoingMail, rendered: Rendered, sender: Party, reply_to: Party) -> None:
    """The finished bytes; a mail that cannot be built safely is kept as failed instead of stopping what caused it."""
    try:
        row.content = build(
            sender=sender,
            reply_to=reply_to,
            to=Party(row.recipient, row.recipient_name),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=row.message_id,
            date=row.queued_at,
            logo=_logo(),
        )
        row.recipient = ascii_address(row.recipient)
    except UnusableAddress:
        with force_locale("de"):
            row.fail(_("An diese Adresse lässt sich keine E-Mail schicken."))
    except UnsafeMessage:
        log.exception("mail %s could not be built", row.id)
        with force_locale("de"):
            row.fail(_("Diese E-Mail ließ sich nicht fehlerfrei zusammenstellen."))
