"""What is derived from the installation's secret: one sub-key per use, so that no value serves in another's place."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from tenants import clock


class ClockSigner(TimestampSigner):
    """Signs with HMAC-SHA256 and the product's clock (itsdangerous alone would use SHA-1 and the system's)."""

    default_digest_method = staticmethod(hashlib.sha256)
    default_key_derivation = "hmac"

    def get_timestamp(self) -> int:
        return int(clock.timestamp())


def secret_keys() -> list[str]:
    """The keys of SECRET_KEYS, newest first: the first one signs, all are accepted."""
    return [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]


def serializer(purpose: str, **options: Any) -> URLSafeTimedSerializer:
    """A signer for one purpose; what it signs is refused for every other purpose."""
    return URLSafeTimedSerializer(
        secret_keys()[::-1],  # itsdangerous signs with the last
        salt=f"kontor/{purpose}",
        signer=ClockSigner,
        **options,
    )


def digest(purpose: str, *values: Any, key: str | None = None) -> str:
    """HMAC-SHA256 over `values` as 64 hexadecimal digits, with the newest key unless one is given.

    A value is anything with a str, or None; a moment counts as itself, in whatever zone it is written.
    """
    secret = (key or secret_keys()[0]).encode()
    message = json.dumps([purpose, *map(_text, values)]).encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def _text(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return None if value is None else str(value)
