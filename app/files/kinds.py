"""By which sign a file is shown; and what is not taken."""

from __future__ import annotations

from app.pictures.kinds import is_text

from .names import ending

SIGNS = {"image": "file-image", "audio": "file-headphone", "video": "file-play", "text": "file-text"}
ARCHIVES = frozenset({
    "application/zip", "application/x-tar", "application/gzip", "application/x-7z-compressed", "application/x-bzip2",
    "application/x-rar-compressed", "application/x-xz",
})  # fmt: skip

_ENDINGS = (
    "ade adp app appimage application appref-ms appx appxbundle bat chm class cmd com command cpl dll dmg exe gadget "
    "hta inf ins iso isp jar jnlp js jse ksh lnk mde msc msi msix msp mst ocx pif pkg ps1 ps1xml ps2 psc1 psd1 psm1 "
    "reg scf scr sct sh shb sys url vb vbe vbs vbscript vhd vhdx vxd ws wsc wsf wsh xll"
)
PROGRAM_ENDINGS = frozenset(_ENDINGS.split())
"""What Windows, macOS or Linux run with a double click, or did (the lists of Outlook and Gmail)."""

PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
"""Windows, Linux, Java and macOS."""


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
    return ending(name) in PROGRAM_ENDINGS or (head.startswith(PROGRAM_STARTS) and not is_text(head))
