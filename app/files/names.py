"""What a file may be called: as its sender called it, without folders and without signs that lie about it."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

LONGEST = 150
"""Characters of a name, its ending included."""

LONGEST_ENDING = 20

NEUTRAL = "\u200c\u200d"
"""Joiners that Persian, Indian scripts and emoji are written with; all other invisible signs go."""

RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
"""Names of devices, which Windows opens in the place of a file (Microsoft, "Naming Files, Paths, and Namespaces")."""

ATTR_CHAR = "!#$&+^`|"
"""What needs no percent sign in a parameter (RFC 8187, 3.2.1), beyond what quote() always leaves."""


def clean_name(sent: str | None) -> str:
    """The name to keep and to show, never empty; the ending survives when the name is cut."""
    name = unicodedata.normalize("NFC", sent or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(" " if sign.isspace() else sign for sign in name if sign.isspace() or _seen(sign))
    name = " ".join(name.split()).rstrip(". ").lstrip(" ")
    if not name.strip("._- " + NEUTRAL):
        return "Datei"
    if RESERVED.match(name):
        name = f"_{name}"
    if len(name) > LONGEST:
        stem, dot, ending = name.rpartition(".")
        ending = dot + ending if stem and len(ending) <= LONGEST_ENDING else ""
        name = name[: LONGEST - len(ending)].rstrip(". ") + ending
    return name


def ending(name: str) -> str:
    """The last ending in lower case as Windows reads it, "" without one: „Rechnung.pdf.EXE::$DATA“ ends in exe."""
    _stem, dot, last = unicodedata.normalize("NFKC", name).lower().rpartition(".")
    return re.split(r"[^a-z0-9]", last.strip())[0] if dot else ""


def disposition(name: str, inline: bool = False) -> str:
    """The header that names a download (RFC 6266): for everybody as RFC 8187, for old programs in ASCII."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9 ._()+-]", "_", plain).strip() or "Datei"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=ATTR_CHAR)}"


def _seen(sign: str) -> bool:
    """Not: control and format characters (bidi marks among them), halves of pairs, U+FFFD and noncharacters."""
    category = unicodedata.category(sign)
    return sign in NEUTRAL or (category not in ("Cc", "Cf", "Cs", "Cn") and sign != "\ufffd")
