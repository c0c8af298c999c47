"""How people's words are compared: one folding for ordering and one for finding.

The database has no language of its own (collation "C"), so both are made here and stored.
"""

from __future__ import annotations

import re
import unicodedata

LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})
"""Letters that Unicode does not take apart, as DIN 5007-1 files them."""

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
DIGITS = re.compile(r"\d+")
APART = re.compile(r"[\W_]+")
LONGEST_NUMBER = 12
LONGEST_WORD = 60


def fold(text: str) -> str:
    """Lower case without accents: ä→a, ß→ss, é→e, ø→o (DIN 5007-1, „Wörterbuch“). Other scripts keep their letters."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def sort_key(text: str) -> str:
    """What a name is ordered by: folded, signs dropped, numbers padded so that „Halle 9“ stands before „Halle 10“."""
    spaced = APART.sub(" ", fold(text)).strip()
    return DIGITS.sub(lambda found: found[0].lstrip("0").rjust(LONGEST_NUMBER, "0"), spaced)


def spellings(word: str) -> set[str]:
    """The folded forms of one word: „Müller“ is found as „muller“ and as „mueller“."""
    composed = unicodedata.normalize("NFC", word.casefold())
    return {fold(composed)[:LONGEST_WORD], fold(composed.translate(UMLAUTS))[:LONGEST_WORD]} - {""}


def split(text: str) -> list[str]:
    """The words of a text, in order, as they were written."""
    return [word for word in APART.split(unicodedata.normalize("NFC", text)) if word]
