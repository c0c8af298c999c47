"""Text as it comes from outside: made regular, and made safe to show again."""

from __future__ import annotations

import re
import unicodedata

UNREADABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters other than tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # Bidi_Control (UAX #9): they show text other than it is
    "\ud800-\udfff\ufffd-\uffff]"  # halves of pairs, the replacement character, noncharacters
)
"""What no person types and no field takes."""


def clean(text: str, lines: bool) -> str:
    """`text` in NFC, without blanks around it; line ends as `\\n`, tabs of a single line as blanks."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return text.strip() if lines else text.replace("\t", " ").strip()


def safe(text: str, lines: bool = False) -> str:
    """`text` as it can be shown again: what cannot be read becomes U+FFFD, so that it can be seen and mended."""
    text = UNREADABLE.sub("\ufffd", text)
    return text if lines else text.replace("\n", " ")


def blank(text: str) -> bool:
    """True when nothing in it can be seen."""
    return not any(unicodedata.category(sign)[0] in "LNPSM" or unicodedata.category(sign) == "Co" for sign in text)
