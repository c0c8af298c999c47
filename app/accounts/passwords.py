"""Passwords: how they are kept, which are refused, and how the program makes one.

12 to 128 characters of any kind (NIST SP 800-63B: length, no composition rules, no truncation). Refused when common
(common_passwords.txt and the patterns in patterns.py) or made of words that belong to the agency or the person.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import lazy_gettext as _l

from .patterns import is_common, is_made_of

SHORTEST, LONGEST = 12, 128
"""Characters, as code points."""

PRODUCT_WORDS = ("Kontor",)

TOO_SHORT = _l("Bitte wählen Sie ein Passwort mit mindestens %(count)d Zeichen.", count=SHORTEST)
TOO_LONG = _l("Bitte wählen Sie ein Passwort mit höchstens %(count)d Zeichen.", count=LONGEST)
UNTYPEABLE = _l("Dieses Passwort enthält ein Zeichen, das sich nicht eintippen lässt. Bitte wählen Sie ein anderes.")
SAME = _l("Das ist das bisherige Passwort. Bitte wählen Sie ein anderes.")
COMMON = _l("Dieses Passwort ist leicht zu erraten, viele benutzen es so oder ähnlich. Bitte wählen Sie ein anderes.")
OWN_WORDS = _l(
    "Dieses Passwort besteht aus Wörtern, die andere kennen: Ihrem Namen, Ihrer E-Mail-Adresse oder dem Namen der"
    " Agentur. Bitte wählen Sie ein anderes."
)


def check_new_password(password: str, words: Iterable[str | None] = ()) -> Any:
    """The sentence that says why `password` may not be chosen, or None when it may.

    `words`: what belongs to the agency and the person, as it stands in the database (agency name, slug, first and last
    name, e-mail address). None among them is passed over.
    """
    if "\0" in password or any("\ud800" <= sign <= "\udfff" for sign in password):
        return UNTYPEABLE
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    if is_common(password):
        return COMMON
    if is_made_of(password, [*PRODUCT_WORDS, *(word for word in words if word)]):
        return OWN_WORDS
    return None


def hash_password(password: str) -> str:
    """Argon2id in its usual text form (RFC 9106). Takes about a tenth of a second and 64 MiB."""
    return _hasher().hash(_bytes(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` is exactly the one behind `stored`.

    For an account that is missing or has no password pass None: the answer is False after the same work, so that its
    time tells nothing.
    """
    try:
        return _hasher().verify(stored or _nobodys(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """After a sign-in: True when the stored hash was made with other costs than today's and should be made anew."""
    return _hasher().check_needs_rehash(stored)


def generate_password(words: Iterable[str | None] = ()) -> str:
    """Four readable groups such as `Tonne-Priel-Kanal-Anker47`, more than 50 bits; never one that would be refused."""
    words = list(words)
    while True:
        groups = [secrets.choice(_nouns()) for _ in range(4)]
        password = "-".join(groups) + str(10 + secrets.randbelow(90))
        if check_new_password(password, words) is None:
            return password


@cache
def _nouns() -> tuple[str, ...]:
    return tuple((Path(__file__).parent / "nouns.txt").read_text("utf-8").split())


COSTS = {
    "normal": PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4),
    "low": PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
}
"""By PASSWORD_COST. `low` is for tests; the configuration takes it from nowhere else."""


def _hasher() -> PasswordHasher:
    return COSTS[current_app.config["PASSWORD_COST"]]


def _nobodys() -> str:
    """A hash of today's costs that no password has: its tag was not computed but drawn."""
    hasher = _hasher()
    salt, tag = (_base64(secrets.token_bytes(length)) for length in (hasher.salt_len, hasher.hash_len))
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${tag}"


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _bytes(password: str) -> bytes:
    """Every str has bytes, half surrogate pairs included: a wrong password is never an error."""
    return password.encode("utf-8", "surrogatepass")
