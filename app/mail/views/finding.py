"""What of the Postausgang the address asks for: state, kind, time, recipient, one contact or one customer."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from flask_babel import format_date, lazy_gettext
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, Uuid, and_, any_, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.contacts.models import KIND as CONTACT
from app.contacts.models import Contact
from app.customers import search
from app.customers.models import Customer
from app.settings.day import today
from app.staff.models import StaffMember
from app.web.asked import asked_choice, asked_id, asked_words
from tenants import current_tenant, db

from ..models import OutgoingMail
from ..registry import all_mails

STATES = {
    "queued": lazy_gettext("wartet"),
    "sending": lazy_gettext("wird gesendet"),
    "sent": lazy_gettext("gesendet"),
    "failed": lazy_gettext("nicht zugestellt"),
    "expired": lazy_gettext("Link abgelaufen, nicht gesendet"),
}
DAYS = {"heute": 0, "7": 6, "30": 29}
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~@-]{1,254}")
"""What the beginning of an address may be made of (RFC 5322, `atext`), so nothing that no database takes."""

MOST_PERSONS = 300
"""Persons whose mails one search looks for."""


@dataclass(frozen=True)
class Asked:
    """What narrows the list; "" and None narrow nothing."""

    state: str = ""
    key: str = ""
    period: str = ""
    words: str = ""
    contact: Contact | None = None
    customer: Customer | None = None

    @classmethod
    def now(cls, customer: Customer | None = None) -> Self:
        """What the present address asks for. 404 for a contact that is not there."""
        contact_id = None if customer else asked_id("kontakt")
        return cls(
            state=asked_choice("zustand", STATES),
            key=asked_choice("art", dict(kinds())),
            period=asked_choice("zeit", dict(periods())),
            words=asked_words(),
            contact=Contact.get(contact_id) if contact_id else None,
            customer=customer,
        )

    @property
    def narrow(self) -> bool:
        return bool(self.state or self.key or self.period or self.words)

    @property
    def all_failed(self) -> bool:
        """Whether this is every mail that was not delivered, of whatever kind and to whomever."""
        return replace(self, state="") == Asked() and self.state == "failed"

    @property
    def mails(self) -> Select[tuple[OutgoingMail]]:
        """The mails that fit, newest first."""
        query = OutgoingMail.in_state(self.state) if self.state else OutgoingMail.newest_first()
        if self.key:
            query = query.where(OutgoingMail.key == self.key)
        if self.period:
            start, end = _span(self.period)
            query = query.where(OutgoingMail.queued_at >= start, OutgoingMail.queued_at < end)
        if self.words:
            query = query.where(_to(self.words))
        if self.contact:
            query = query.where(_about("person", [self.contact.person_id]))
        if self.customer:
            theirs = select(Contact.person_id).where(Contact.customer_id == self.customer.id)
            query = query.where(_about("person", db.session.scalars(theirs)))
        return query


def kinds() -> list[tuple[str, Any]]:
    """Every mail that an agency sends, as a choice."""
    return [(mail.key, mail.label) for mail in all_mails() if mail.audience != "apex"]


def periods() -> list[tuple[str, str]]:
    """Today, the last days, and every month of which mails may be kept."""
    first, oldest = today().replace(day=1), today() - timedelta(days=current_tenant().mail_kept_days)
    found = [("heute", _("heute")), ("7", _("letzte 7 Tage")), ("30", _("letzte 30 Tage"))]
    while first >= oldest.replace(day=1):
        found.append((f"{first:%Y-%m}", format_date(first, "LLLL y")))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def _span(period: str) -> tuple[datetime, datetime]:
    """From when until when, by the agency's clock."""
    if found := MONTH.fullmatch(period):
        start = date(int(found[1]), int(found[2]), 1)
        return _midnight(start), _midnight((start + timedelta(days=31)).replace(day=1))
    return _midnight(today() - timedelta(days=DAYS[period])), _midnight(today() + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(current_tenant().time_zone))


def _to(words: str) -> ColumnElement[bool]:
    """That the recipient's address begins so, or that the mail is about a person or colleague of that name.

    Ranges and equality only: what else compares text reads all mails of the agency under row-level security.
    """
    fits = [_about("staff", _colleagues(words)), _about("person", _persons(words))]
    if ADDRESS.fullmatch(key := words.casefold()):
        address = OutgoingMail.recipient_key
        fits.append(and_(address >= key, address < key + search.LAST_LETTER))
    return or_(*fits)


def _persons(words: str) -> list[uuid.UUID]:
    found = search.find(CONTACT, words, MOST_PERSONS).ids
    theirs = select(Contact.person_id).where(Contact.id == any_(literal(found, ARRAY(Uuid))))
    return list(db.session.scalars(theirs)) if found else []


def _colleagues(words: str) -> list[uuid.UUID]:
    wanted = search.terms(words)
    names = db.session.execute(select(StaffMember.id, StaffMember.first_name, StaffMember.last_name)).all()
    return [id for id, first, last in names if wanted and _met(wanted, search.text_words(first, last))]


def _met(wanted: list[set[str]], words: set[str]) -> bool:
    return all(any(word.startswith(tuple(prefixes)) for word in words) for prefixes in wanted)


def _about(kind: str, ids: Iterable[uuid.UUID]) -> ColumnElement[bool]:
    # one value, not many: the statement stays the same, so driver and server know it already
    known = OutgoingMail.about_id == any_(literal(list(ids), ARRAY(Uuid)))
    return and_(OutgoingMail.about_kind == kind, known)
