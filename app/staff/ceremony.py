"""What a browser is asked when a passkey is made or used, and the challenge of it, which it keeps signed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import session
from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tenants import current_tenant, db, now

from .models import StaffMember
from .passkeys import Passkey, handle_of, host

LIVES = timedelta(minutes=10)
USE, MAKE = "passkey_use", "passkey_make"


@dataclass(frozen=True)
class Challenge:
    """Random bytes that an answer must repeat, and since when they are asked."""

    bytes: bytes
    since: datetime


def question(purpose: str) -> Challenge:
    """The challenge of this browser: the one it has, as long as that is fresh, so that two pages may stay open."""
    if challenge := _kept(purpose):
        return challenge
    challenge = Challenge(secrets.token_bytes(32), now())
    session[purpose] = [bytes_to_base64url(challenge.bytes), challenge.since.timestamp()]
    return challenge


def take(purpose: str) -> Challenge | None:
    """The challenge that the answer is to: from now on there is none. None also for one older than ten minutes."""
    challenge = _kept(purpose)
    session.pop(purpose, None)
    return challenge


def options_for_use() -> str:
    """What the browser is asked at sign-in: any passkey that it has for this host."""
    required = UserVerificationRequirement.REQUIRED
    challenge = question(USE).bytes
    return options_to_json(
        generate_authentication_options(rp_id=host(), challenge=challenge, user_verification=required)
    )


def options_for_making(member: StaffMember) -> str:
    """What the browser is asked for a new passkey: one that signs in by itself, on no device that has one already."""
    wanted = AuthenticatorSelectionCriteria(
        resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
    )
    known = [base64url_to_bytes(key.credential_id) for key in db.session.scalars(Passkey.of(member))]
    return options_to_json(
        generate_registration_options(
            rp_id=host(),
            rp_name=current_tenant().name,
            user_id=handle_of(member),
            user_name=member.email,
            user_display_name=member.name,
            challenge=question(MAKE).bytes,
            authenticator_selection=wanted,
            exclude_credentials=[PublicKeyCredentialDescriptor(id=id) for id in known],
        )
    )


def _kept(purpose: str) -> Challenge | None:
    try:
        text, seconds = session[purpose]
    except (KeyError, TypeError, ValueError):
        return None
    challenge = Challenge(base64url_to_bytes(text), datetime.fromtimestamp(seconds, UTC))
    return challenge if now() < challenge.since + LIVES else None
