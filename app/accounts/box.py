"""Secrets that we must read again ourselves: encrypted with keys derived from SECRET_KEYS, each for its owner alone."""

from __future__ import annotations

import base64
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from .keys import digest, secret_keys


def lock(plain: str, *context: Any) -> str:
    """`plain` encrypted with the newest key. `context` says what it is and whose: with another one it does not open."""
    return _box(context).encrypt(plain.encode()).decode()


def unlock(locked: str, *context: Any) -> str | None:
    """What was locked in this very context, with any of the keys; None when none of them opens it."""
    try:
        return _box(context).decrypt(locked.encode()).decode()
    except InvalidToken:
        return None


def _box(context: tuple[Any, ...]) -> MultiFernet:
    derived = [bytes.fromhex(digest("box", *context, key=key)) for key in secret_keys()]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
