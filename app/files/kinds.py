"""What bytes are, by their beginning; and what is not taken."""

from __future__ import annotations

import re

import filetype

from .names import ending

HEAD = 8192
"""Bytes from the beginning that are looked at."""

UNKNOWN = "application/octet-stream"

SIGNS = {"image": "file-image", "audio": "file-headphone", "video": "file-play", "text": "file-text"}
ARCHIVES = frozenset({
    "application/zip", "application/x-tar", "application/gzip", "application/x-7z-compressed", "application/x-bzip2",
    "application/x-rar-compressed", "application/x-xz",
})  # fmt: skip

PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""Of these a small picture is made."""

_ENDINGS = (
    "ade adp app appimage application appref-ms appx appxbundle bat chm class cmd com command cpl dll dmg exe gadget "
    "hta inf ins iso isp jar jnlp js jse ksh lnk mde msc msi msix msp mst ocx pif pkg ps1 ps1xml ps2 psc1 psd1 psm1 "
    "reg scf scr sct sh shb sys url vb vbe vbs vbscript vhd vhdx vxd ws wsc wsf wsh xll"
)
PROGRAM_ENDINGS = frozenset(_ENDINGS.split())
"""What Windows, macOS or Linux run with a double click, or did (the lists of Outlook and Gmail)."""

PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
"""Windows, Linux, Java and macOS."""

MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|script|iframe|svg)\b", re.IGNORECASE)


def media_type(head: bytes) -> str:
    """The type by the first bytes; what is not known is text when it reads like text, else just bytes."""
    if found := _by_sign(head):
        return found
    if not _is_text(head):
        return UNKNOWN
    if markup := MARKUP.search(head):
        return "image/svg+xml" if markup[1].lower() == b"svg" else "text/html"
    return "text/plain"


def sign_of(kind: str) -> str:
    """The icon for a media type."""
    family = kind.partition("/")[0]
    if "spreadsheet" in kind or kind == "application/vnd.ms-excel":
        return "file-spreadsheet"
    if kind in ARCHIVES:
        return "file-archive"
    return SIGNS.get(family, "file-text" if kind == "application/pdf" or "document" in kind else "file")


def is_program(name: str, head: bytes) -> bool:
    """Whether somebody could run it by opening it: by its ending, or by its bytes whatever it is called."""
    return ending(name) in PROGRAM_ENDINGS or (head.startswith(PROGRAM_STARTS) and not _is_text(head))


def _by_sign(head: bytes) -> str | None:
    """What the library knows. It follows frames of Zstandard by calling itself, as often as the sender wishes."""
    try:
        return filetype.guess_mime(head)
    except RecursionError:
        return None


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":  # not just a sign cut in two
            return False
        text = head[: error.start].decode()
    return not re.search("[\x00-\x08\x0e-\x1a\x1c-\x1f]", text)
