"""Names as they are kept and sent."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.names import LONGEST, clean_name, disposition, ending


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Angebot 2026.pdf", "Angebot 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\Windows\\system32\\config", "config"),
        ("/abs/olut.txt", "olut.txt"),
        ("C:\\Daten\\plan.dwg", "plan.dwg"),
        ("Rechnung.pdf.zip", "Rechnung.pdf.zip"),
        ("gpj.\u202egnp.txt", "gpj.gnp.txt"),
        ("a\0b\r\nc\x1b[31m.txt", "ab c[31m.txt"),
        ("null\u200bbreit.txt", "nullbreit.txt"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("Größe.txt", "Größe.txt"),
        ("Plan. . .", "Plan"),
        ("  vorn.txt  ", "vorn.txt"),
        ("NUL", "_NUL"),
        ("com1.txt", "_com1.txt"),
        ("Lpt9.tar.gz", "_Lpt9.tar.gz"),
        ("console.log", "console.log"),
        (".htaccess", ".htaccess"),
        *((nothing, "Datei") for nothing in ("", None, "..", "...", " ", "\u202e", "/", "a/b/", "\0", "\ufffd", ".-_")),
    ],
)
def test_a_name_is_kept_without_what_lies(sent, kept):
    assert clean_name(sent) == kept


def test_a_decomposed_name_is_composed():
    assert clean_name(unicodedata.normalize("NFD", "Übersicht.pdf")) == "Übersicht.pdf"


def test_a_long_name_keeps_its_ending():
    name = clean_name("x" * 400 + ".tar.gz")
    assert (len(name), name[-4:]) == (LONGEST, "x.gz")
    assert len(clean_name("a." + "b" * 400)) == LONGEST


@given(st.text(max_size=300))
def test_whatever_is_sent_becomes_a_harmless_name(sent):
    name = clean_name(sent)
    assert 0 < len(name) <= LONGEST
    assert clean_name(name) == name
    assert not set("/\\\0\r\n") & set(name)
    assert name == name.strip(". ") or name.startswith(".")
    name.encode()


@given(st.text(max_size=200))
def test_the_header_is_ascii_and_gives_the_name_back(sent):
    name = clean_name(sent)
    header = disposition(name)
    found = re.fullmatch(r"attachment; filename=\"([A-Za-z0-9 ._()+-]+)\"; filename\*=UTF-8''([!-~]*)", header)
    assert found
    assert unquote(found[2]) == name
    assert not set("'\"()<>@,;:\\/[]?={} ") & set(found[2])


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("a.EXE", "exe"), ("a.pdf.Js", "js"), ("a.exe::$DATA", "exe"), ("a.exe ", "exe"), ("exe", ""),
        ("a.ｅｘｅ", "exe"), ("a.tar.gz", "gz"), ("a.", ""),
    ],
)  # fmt: skip
def test_the_ending_is_read_as_an_operating_system_reads_it(name, last):
    assert ending(name) == last
