"""Whether a person gets into the portal, in one of eight states that staff read (PRODUCT, "Contacts")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from sqlalchemy import Computed, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.tokens import MAX_AGE
from tenants import now

if TYPE_CHECKING:
    from .persons import Person

INVITATION_LIVES = timedelta(seconds=MAX_AGE["set-password"])
RESET_LIVES = timedelta(seconds=MAX_AGE["forgot-password"])

ACCESS_KIND = """
CASE WHEN email IS NULL THEN 'no_address'
    WHEN invited_at IS NULL AND password_hash IS NULL THEN 'none'
    WHEN locked_at IS NOT NULL THEN 'locked'
    WHEN undeliverable_at IS NOT NULL THEN 'undeliverable'
    WHEN password_hash IS NULL THEN 'invited'
    WHEN last_sign_in_at IS NULL THEN 'password_set'
    ELSE 'active' END
"""
"""`access_of()` for the database, as far as it goes without a clock: `link_expired` is `invited` there."""


ACCESS_WORDS = {
    "none": _l("kein Zugang"),
    "no_address": _l("kein Zugang, keine E-Mail-Adresse"),
    "invited": _l("eingeladen"),
    "link_expired": _l("Link abgelaufen"),
    "password_set": _l("Passwort vergeben, noch nicht angemeldet"),
    "active": _l("aktiv"),
    "locked": _l("gesperrt"),
    "undeliverable": _l("E-Mail nicht zustellbar"),
}
"""The states without their moments, as filters and tables call them."""


_OPEN = ("password", "lock", "revoke")

ACTIONS = {
    "no_address": (),
    "none": ("invite", "password"),
    "invited": ("resend", *_OPEN),
    "link_expired": ("resend", *_OPEN),
    "password_set": _OPEN,
    "active": _OPEN,
    "locked": ("unlock", "revoke"),
    "undeliverable": _OPEN,
}
"""What staff may do about an access in each state. `password` leads to the window that offers the link as well."""

GIVING = {"invite", "resend", "password"}
"""What mails a link or makes a password: not while every customer of the person is locked."""


def actions_for(kind: str, *, shut_out: bool) -> tuple[str, ...]:
    """The keys of what may be done in this state, the likeliest first."""
    return tuple(action for action in ACTIONS[kind] if not (shut_out and action in GIVING))


class WithAccessKind:
    """For the person: its access as lists look for it, kept by the database."""

    access_kind: Mapped[str] = mapped_column(Text(collation="C"), Computed(ACCESS_KIND, persisted=True), deferred=True)


@dataclass(frozen=True, slots=True)
class AccessState:
    """`kind`, and its moment: until when invited, when expired, set, last signed in, locked, undeliverable, revoked."""

    kind: str
    at: datetime | None = None


def access_of(person: Person) -> AccessState:
    """The state to show: the first of these that is true."""
    if not person.email:
        return AccessState("no_address")
    if not person.has_access:
        return AccessState("none", person.access_revoked_at)
    if person.locked_at:
        return AccessState("locked", person.locked_at)
    if person.undeliverable_at:
        return AccessState("undeliverable", person.undeliverable_at)
    if not person.password_hash:
        until = person.invited_at + INVITATION_LIVES
        return AccessState("invited" if now() < until else "link_expired", until)
    if not person.last_sign_in_at:
        return AccessState("password_set", person.password_set_at)
    return AccessState("active", person.last_sign_in_at)
