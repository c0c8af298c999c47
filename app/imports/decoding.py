"""From bytes to text: in which encoding a file was written, and what is no text at all."""

from __future__ import annotations

import codecs
import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

ENCODINGS = {
    "utf-8": _l("UTF-8"),
    "windows-1252": _l("Windows-1252 (Westeuropäisch)"),
    "utf-16": _l("UTF-16"),
    "iso-8859-15": _l("ISO 8859-15 (Latin 9)"),
    "cp850": _l("DOS (Codepage 850)"),
    "mac-roman": _l("Mac Roman"),
}
"""What may be chosen, by the names that Python has for them."""

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files of Excel begin (.xlsx, .xls); other archives and old office files begin so too."""

OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x7fELF", b"MZ\x90\x00")
HEAD = 65536
CONTROLS = bytes({*range(32)} - {*b"\t\n\r\x0b\x0c\x1a\x1b"})
"""Signs that stand in no text; 0x1A ends old DOS files."""


class NoTable(ValueError):
    """The file holds no table; the text is the sentence to show beside the field."""


def refuse_binary(content: bytes) -> None:
    """Raise NoTable for what is empty, a workbook, or no text."""
    if content.startswith(WORKBOOKS):
        raise NoTable(_("Das ist keine CSV-Datei, sondern eine Arbeitsmappe. Bitte in Excel als CSV speichern."))
    if not content.strip(b" \t\r\n\x00\x1a\xef\xbb\xbf\xff\xfe"):
        raise NoTable(_("Die Datei ist leer."))
    head = content[:HEAD]
    strange = len(head) - len(head.translate(None, CONTROLS))
    if head.startswith(OTHERS) or (guess(content) != "utf-16" and strange > len(head) / 20):
        raise NoTable(_("Das ist keine Textdatei. Bitte speichern Sie die Tabelle als CSV."))


def guess(content: bytes) -> str:
    """The encoding, by rule: a mark at the beginning; UTF-8 where it fits; else Windows-1252, else DOS.

    A few broken signs do not make UTF-8 another encoding: as long as more umlauts fit than not, it stays UTF-8 and the
    rows with those signs are faulty.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    head = content[:HEAD]
    if head.count(0) > len(head) / 4:  # every other byte of western text in UTF-16
        return "utf-16"
    text = content.decode("utf-8", "replace")
    broken = sum(1 for _run in re.finditer("\ufffd+", text))  # counted, not gathered: there may be millions
    whole = len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")
    if not broken or broken < whole:
        return "utf-8"
    try:
        content.decode("windows-1252")
    except UnicodeDecodeError:
        return "cp850"
    return "windows-1252"


def decode(content: bytes, encoding: str) -> str:
    """The text without its mark. What does not fit becomes U+FFFD, which no field of a customer takes."""
    if encoding == "utf-16" and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        little = content[1:HEAD:2].count(0) >= content[0:HEAD:2].count(0)
        encoding = "utf-16-le" if little else "utf-16-be"
    return content.decode(encoding, "replace").removeprefix("\ufeff").removesuffix("\x1a")
