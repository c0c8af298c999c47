"""Passkeys of the staff (WebAuthn level 2): registered, used to sign in, renamed, removed.

A passkey asks its owner for a finger, a face or a PIN (user verification is required), so it counts as both factors. It
is made for the host of one agency and works at no other.
"""

from __future__ import annotations

import json
import re
import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, Select, Text, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException

from app.audit import record
from tenants import TenantScoped, agency_url, current_tenant_id, db, now, refers_to

from . import mails

if TYPE_CHECKING:
    from .ceremony import Challenge
    from .models import StaffMember

SPELLING = re.compile(r"[A-Za-z0-9_-]{1,2000}")
LONGEST_ANSWER = 20_000
"""Characters that the answer of a browser may have; real ones have about a thousand."""


class BadPasskey(ValueError):
    """What the browser sent is no answer of a passkey that counts here."""


class Passkey(TenantScoped, db.Model):
    """A key on a device of a member of the staff, of which we hold the public half."""

    __tablename__ = "passkey"
    __table_args__ = (
        refers_to("staff_member", "staff_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "credential_id"),
        Index(None, "tenant_id", "staff_id"),
    )

    staff_id: Mapped[uuid.UUID]
    credential_id: Mapped[str] = mapped_column(Text)
    """base64url, as the browser names it."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    label: Mapped[str] = mapped_column(Text)
    last_used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    @classmethod
    def of(cls, member: StaffMember) -> Select[tuple[Passkey]]:
        """The passkeys of one, the oldest first."""
        return select(cls).where(cls.staff_id == member.id).order_by(cls.created_at, cls.id)

    @classmethod
    def named_in(cls, answer: str) -> Passkey | None:
        """The passkey that an answer says it is of; nothing is proved by that."""
        return db.session.scalar(select(cls).where(cls.credential_id == id_in(answer)))

    @classmethod
    def register(cls, member: StaffMember, label: str, answer: str, challenge: Challenge) -> Passkey:
        """Keep a new one, and tell its owner by mail. Raises BadPasskey, also for one that is known already."""
        try:
            proved = verify_registration_response(
                credential=_read(answer),
                expected_challenge=challenge.bytes,
                expected_rp_id=host(),
                expected_origin=origin(),
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise BadPasskey from error
        key = cls(
            staff_id=member.id,
            credential_id=bytes_to_base64url(proved.credential_id),
            public_key=proved.credential_public_key,
            sign_count=proved.sign_count,
            label=label,
        )
        try:
            with db.session.begin_nested():
                db.session.add(key)
        except IntegrityError as error:
            raise BadPasskey from error
        record("staff.passkey_added", member, label=label)
        mails.passkey_added(member)
        return key

    def prove(self, answer: str, challenge: Challenge) -> None:
        """Check that the answer comes from this passkey, to this challenge, and note its use. Raises BadPasskey.

        The row is held, and a challenge older than the last use counts no more: so an answer serves once.
        """
        query = select(Passkey).where(Passkey.id == self.id).with_for_update().execution_options(populate_existing=True)
        if db.session.scalar(query) is None or (self.last_used_at and challenge.since <= self.last_used_at):
            raise BadPasskey
        try:
            proved = verify_authentication_response(
                credential=_read(answer),
                expected_challenge=challenge.bytes,
                expected_rp_id=host(),
                expected_origin=origin(),
                credential_public_key=self.public_key,
                credential_current_sign_count=self.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise BadPasskey from error
        self.sign_count, self.last_used_at = proved.new_sign_count, now()

    def rename(self, label: str) -> None:
        self.label = label

    def remove(self, member: StaffMember) -> None:
        record("staff.passkey_removed", member, label=self.label)
        db.session.delete(self)


def id_in(answer: str) -> str:
    """Of which passkey an answer says it is; "" when it says nothing sensible."""
    try:
        said = _read(answer).get("id")
    except BadPasskey:
        return ""
    return said if isinstance(said, str) and SPELLING.fullmatch(said) else ""


def host() -> str:
    """The host that passkeys of this agency are made for."""
    return origin().partition("://")[2].partition(":")[0]


def origin() -> str:
    """What browsers call the agency's site."""
    return agency_url("/").rstrip("/")


def handle_of(member: StaffMember) -> bytes:
    """What a passkey remembers of its owner: agency and id, no name or address."""
    return f"{current_tenant_id()}/{member.id.hex}".encode()


def _read(answer: str) -> dict:
    """The answer of a browser as JSON. Raises BadPasskey."""
    try:
        found = json.loads(answer) if len(answer) <= LONGEST_ANSWER else None
    except (ValueError, RecursionError) as error:
        raise BadPasskey from error
    if not isinstance(found, dict):
        raise BadPasskey
    return found
