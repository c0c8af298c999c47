"""Writing mails: `enqueue()` puts a finished mail into the caller's transaction, the worker sends it."""

import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import urljoin

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.settings.models import AgencyLogo
from app.web.branding import current_agency
from tenants import agency_url, current_tenant_id, db, now, uuid7

from .delivery import hand_over
from .liquid import WordingError
from .message import Inline, Party, UnsafeMessage, UnusableAddress, ascii_address, build, clean_name
from .models import MailSwitch, OutgoingMail
from .registry import Mail, get_mail
from .rendering import Frame, FrameLogo, Rendered, plain_text, render
from .sender import sender_for
from .settings import sender_address
from .values import values_for
from .wording import Variant, Wording, default_wording, variant_for
from .wordings import MailWording

_HOMES = {"person": "/kunden/", "staff": "/anmelden", "apex": "/"}
LOGO_ROOM = (220, 52)
"""Dots on the screen that a logo may take at the head of a mail."""

T = TypeVar("T")
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
    rendered, unusable = _composed(mail, variant_for(locale, address_form), values or {})
    if unusable:
        unusable.cannot_be_used()
    queue(row, rendered, sender, reply_to)
    return row


def queue(row: OutgoingMail, rendered: Rendered, sender: Party, reply_to: Party) -> None:
    """Put a mail whose row says from whom to whom into the transaction, finished, and have it sent."""
    finish(row, rendered, sender, reply_to)
    db.session.add(row)
    if not row.ended:
        hand_over(row)


def finish(row: OutgoingMail, rendered: Rendered, sender: Party, reply_to: Party) -> None:
    """Give a mail whose row says from whom to whom its bytes."""
    row.message_id, row.subject = f"<{row.id}@{row.sender.rpartition('@')[2]}>", rendered.subject
    _build(row, rendered, sender, reply_to)


def compose(mail: Mail, variant: Variant, given: Mapping[str, object], wording: Wording | None = None) -> Rendered:
    """The mail in one language for the current agency, in its own words where it has some, else in ours.

    `wording` is a draft instead, rendered or refused with WordingError. Raises ValueError when a value is missing or
    unknown.
    """
    return _composed(mail, variant, given, wording)[0]


def prints(
    key: str, word: str, language: str | None, address_form: str | None, given: Mapping[str, object] | None = None
) -> bool:
    """Whether the mail that a reader gets shows the value of `word`, as far as the samples and `given` tell."""
    mail, variant = get_mail(key), variant_for(language, address_form)
    values = values_for(mail, variant, mail.samples(variant) | dict(given or {}))
    text, _unusable = _in_its_words(mail, variant, lambda wording: plain_text(wording, values, variant))
    return str(values[word]) in text


def _composed(
    mail: Mail, variant: Variant, given: Mapping[str, object], draft: Wording | None = None
) -> tuple[Rendered, MailWording | None]:
    """The mail, and the agency's wording that could not be used for it, if it is so."""
    agency = current_agency()
    values = values_for(mail, variant, given)
    home = agency_url(_HOMES[mail.audience])
    imprint, privacy = urljoin(home, agency.imprint_url), urljoin(home, agency.privacy_url)
    frame = Frame(
        agency.name, mail.audience, home, imprint, privacy, agency.palette, agency.signature, _logo_in_frame()
    )
    if draft:
        return render(draft, values, variant, frame), None
    return _in_its_words(mail, variant, lambda wording: render(wording, values, variant, frame))


def _in_its_words(mail: Mail, variant: Variant, made_of: Callable[[Wording], T]) -> tuple[T, MailWording | None]:
    """What is made of the wording that is sent. A wording of the agency's that fails must not stop what causes the
    mail: then ours takes its place, and it is named."""
    own, ours = MailWording.newest(mail.key, variant), default_wording(mail.key, variant)
    if own is None or own.is_default:
        return made_of(ours), None
    try:
        return made_of(own.wording), None
    except WordingError as error:
        log.warning("wording %s of mail %s, %s: %s; ours is used", own.number, mail.key, variant.folder, error)
        return made_of(ours), own


def _logo_in_frame() -> FrameLogo | None:
    logo = current_agency().logo
    return FrameLogo(_cid(), *logo.fit(*LOGO_ROOM), logo.wide) if logo else None


def _cid() -> str:
    """What the logo is called within a mail: unlike any other in the world (RFC 2392)."""
    return f"logo.{current_tenant_id()}@{sender_address(current_app.config).rpartition('@')[2]}"


def logo() -> Inline | None:
    """The logo, to travel with a mail."""
    data = AgencyLogo.load() if current_agency().logo else None
    return Inline(_cid(), data) if data else None


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
            logo=logo(),
        )
        row.recipient = ascii_address(row.recipient)
    except UnusableAddress:
        with force_locale("de"):
            row.fail(_("An diese Adresse lässt sich keine E-Mail schicken."))
    except UnsafeMessage:
        log.exception("mail %s could not be built", row.id)
        with force_locale("de"):
            row.fail(_("Diese E-Mail ließ sich nicht fehlerfrei zusammenstellen."))
