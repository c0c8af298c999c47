"""Comparing e-mail addresses."""

from __future__ import annotations

import unicodedata


def address_key(email: str) -> str:
    """What two spellings of one address have in common; the columns `email_key` hold it, unique per agency.

    Lower case, also before the @: RFC 5321 allows a difference there, no provider makes one. The key is for finding;
    mail always goes to the address as stored, so a look-alike that folds to the same key gains nothing.
    """
    return unicodedata.normalize("NFC", email.strip()).lower()
