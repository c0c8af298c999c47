"""Signed links in mails: who may do what until when, without anything stored.

A link names its purpose (as salt), the agency, the kind and id of what it is about, and a seal. The payload can be read
by anyone who has the link, so the seal is a shortened HMAC of the state that following the link changes (address,
password hash, time of the invitation), never that state. A link that was used, replaced, revoked or outdated dies by
itself, because the state is another one then. Compare the seal under `SELECT … FOR UPDATE` in the POST that uses it.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from itsdangerous import BadData, SignatureExpired
from itsdangerous.encoding import base64_decode, base64_encode

from tenants import current_tenant_id

from .keys import digest, secret_keys, serializer

HOURS = 3600
MAX_AGE = {
    "confirm-agency": 48 * HOURS,
    "staff-invite": 48 * HOURS,
    "set-password": 48 * HOURS,
    "forgot-password": 1 * HOURS,
    "confirm-address": 7 * 24 * HOURS,
    "confirm-newsletter": 7 * 24 * HOURS,
    "new-address": 24 * HOURS,
    "second-step": 600,
}
"""Seconds that a link lives, by purpose. Other purposes do not exist."""

SEAL_DIGITS = 32


class DeadLink(Exception):
    """A link that opens nothing. `reason` is "expired", "invalid" or "outdated"; `claim` is None when it is invalid.

    An expired or outdated link is genuine, so its `claim` may be used to offer a fresh one; it proves nothing else.
    """

    def __init__(self, reason: str, claim: Claim | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.claim = claim


@dataclass(frozen=True, slots=True)
class Claim:
    """What a genuine link says."""

    kind: str
    id: UUID
    seal: str

    def require(self, *state: Any) -> None:
        """Raise DeadLink("outdated") unless the link was sealed with this very state."""
        seals = [_seal(key, state) for key in secret_keys()]
        if not any(hmac.compare_digest(self.seal, seal) for seal in seals):
            raise DeadLink("outdated", self)


def seal(*state: Any) -> str:
    """The shortened HMAC (128 bits) of what a link's use would change; any values that have a str, or None."""
    return _seal(secret_keys()[0], state)


def sign(purpose: str, kind: str, id: UUID, seal: str) -> str:
    """A token for a link of the current agency. `kind` names the table: "staff", "person", "agency"."""
    return _serializer(purpose).dumps([current_tenant_id(), kind, id.hex, seal])


def read(token: str, purpose: str, *, kind: str) -> Claim:
    """What the link says, if it is ours, for this purpose, agency and kind, and not too old. Else raises DeadLink."""
    signer = _serializer(purpose)
    try:
        _refuse_second_spelling(token)
        payload, expired = signer.loads(token, max_age=MAX_AGE[purpose]), False
    except SignatureExpired as error:
        payload, expired = signer.load_payload(error.payload), True
    except (BadData, ValueError) as error:
        raise DeadLink("invalid") from error
    tenant_id, its_kind, id, its_seal = payload
    if tenant_id != current_tenant_id() or its_kind != kind:
        raise DeadLink("invalid")
    claim = Claim(its_kind, UUID(id), its_seal)
    if expired:
        raise DeadLink("expired", claim)
    return claim


def _serializer(purpose: str) -> Any:
    if purpose not in MAX_AGE:
        raise LookupError(f"no such purpose of a link: {purpose}")
    return serializer(f"link/{purpose}")


def _refuse_second_spelling(token: str) -> None:
    """base64 lets several spellings stand for one signature; only the one that we write counts."""
    signature = token.rpartition(".")[2].encode()
    if base64_encode(base64_decode(signature)) != signature:
        raise ValueError("a signature in another spelling")


def _seal(key: str, state: tuple[Any, ...]) -> str:
    return digest("seal", *state, key=key)[:SEAL_DIGITS]
