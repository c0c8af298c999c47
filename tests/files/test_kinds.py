"""What bytes are, whatever they are called."""

from __future__ import annotations

import io
import zipfile

import pytest

from app.files.kinds import is_program, sign_of
from app.pictures.kinds import UNKNOWN, media_type
from tests.files.conftest import picture

CUT = ("x" * 8191 + "ü").encode()[:8192]
"""Text whose last sign is cut in two, as it happens when only the beginning is read."""


def docx() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (picture("PNG"), "image/png"), (picture("JPEG"), "image/jpeg"), (picture("GIF"), "image/gif"),
        (picture("WEBP"), "image/webp"), (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04" + b"\0" * 40, "application/zip"),
        (docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"), ("\ufeff <svg onload=x>".encode(), "image/svg+xml"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        ("Grüße".encode(), "text/plain"), (CUT, "text/plain"),
        (b"\x00\x01\x02", UNKNOWN), (b"\xff" * 100, UNKNOWN),
        (b"\x50\x2a\x4d\x18\x00\x00\x00\x00" * 1024, UNKNOWN),  # a thousand empty frames of Zstandard
    ],
)  # fmt: skip
def test_the_beginning_says_what_it_is(head, kind):
    assert media_type(head) == kind


@pytest.mark.parametrize("name", ["a.exe", "a.pdf.scr", "A.BAT", "a.cmd", "a.com", "a.js", "a.vbs", "a.ps1", "a.jar",
                                  "a.lnk", "a.hta", "a.msi", "a.exe::$DATA"])  # fmt: skip
def test_programs_are_known_by_their_ending(name):
    assert is_program(name, b"harmlos")


@pytest.mark.parametrize("head", [b"MZ\x90\x00\x03", b"\x7fELF\x02\x01\x01\x00", b"\xca\xfe\xba\xbe\x00\x00"])
def test_programs_are_known_by_their_bytes(head):
    assert is_program("Urlaub.jpg", head)


@pytest.mark.parametrize(("name", "head"), [("MZ.txt", b"MZ steht hier"), ("exe", b"x"), ("a.exe.zip", b"PK\x03\x04")])
def test_what_only_looks_like_a_program_is_none(name, head):
    assert not is_program(name, head)


def test_each_kind_has_a_sign():
    assert [sign_of(kind) for kind in ("image/png", "application/pdf", "application/zip", "text/plain", UNKNOWN)] == [
        "file-image", "file-text", "file-archive", "file-text", "file",
    ]  # fmt: skip
