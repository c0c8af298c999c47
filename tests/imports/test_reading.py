"""Files as Excel, DATEV and others write them: encodings, separators, quotes, headings."""

from __future__ import annotations

import codecs

import pytest

from app.imports.columns import guess, letters
from app.imports.decoding import NoTable, decode
from app.imports.decoding import guess as guess_encoding
from app.imports.reading import guess_separator, records
from app.imports.shape import Reading
from app.imports.table import Table, survey

TEXT = "Firma;Straße;Ort\r\nMüller & Söhne;Weiße Gasse 5;Köln\r\nÄrzte;Hof 1;Jever\r\n"
WRITTEN = {
    "utf-8": TEXT.encode(),
    "utf-8 with mark": codecs.BOM_UTF8 + TEXT.encode(),
    "windows-1252": (TEXT + "Café – „Brandt“;;€\r\n").encode("windows-1252"),
    "utf-16 little": TEXT.encode("utf-16"),
    "utf-16 big": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-16 without mark": TEXT.encode("utf-16-le"),
    "dos": TEXT.encode("cp850"),
}

DATEV = (
    '"EXTF";700;16;"Debitoren/Kreditoren";5;20261101000000000;;"RE";"";"";29098;55003;20260101;4\r\n'
    "Konto;Name (Adressattyp Unternehmen);Unternehmensgegenstand;Name (Adressattyp natürl. Person);"
    "Vorname (Adressattyp natürl. Person);Name (Adressattyp keine Angabe);Adressattyp;Anrede;Straße;Postleitzahl;Ort;"
    "Land;Telefon;E-Mail;Internet\r\n"
    '10000;"Orgelbau Nord";"";"";"";"";"2";"Firma";"Hof 1";"26122";"Oldenburg";"DE";"0441 23125";"o@example.org";""'
    "\r\n"
    '10001;"";"";"Holm";"Hanna";"";"1";"Frau";"Weg 2";"26123";"Oldenburg";"";"";"h@example.org";""\r\n'
)


@pytest.mark.parametrize("kind", WRITTEN)
def test_umlauts_are_read_right_whatever_the_encoding(kind):
    content = WRITTEN[kind]
    seen = survey(content)
    assert [column["name"] for column in seen.columns] == ["Firma", "Straße", "Ort"]
    assert seen.columns[0]["samples"][:2] == ["Müller & Söhne", "Ärzte"]


def test_signs_of_windows_are_read():
    assert "Café – „Brandt“;;€" in decode(WRITTEN["windows-1252"], "windows-1252")


def test_a_broken_sign_does_not_make_it_another_encoding():
    content = TEXT.encode() + b"Halb\xed\xa0\xbd;x;y\r\n"
    assert guess_encoding(content) == "utf-8"
    assert survey(content).columns[0]["samples"][2] == "Halb���"


@pytest.mark.parametrize(("separator", "sign"), [(";", ";"), (",", ","), ("\t", "\t"), ("|", "|")])
def test_the_separator_is_found(separator, sign):
    text = f"Firma{separator}Ort\n" + f'"Holm; Hanna, GmbH"{separator}Jever\n' * 3
    assert guess_separator(text) == sign


@pytest.mark.parametrize("line", ["sep=,\r\n", "SEP=,\n"])
def test_the_first_line_may_say_the_separator(line):
    text = f"{line}Firma,Ort\r\nA;B,C\r\n"
    assert guess_separator(text) == ","
    assert [row.cells for row in records(text, ",")] == [["Firma", "Ort"], ["A;B", "C"]]
    assert survey(text.encode()).total == 1


def test_quotes_doubled_quotes_and_line_breaks():
    [row, after] = records('"sagt ""ja""";"zwei\r\nZeilen";24" Zoll\r\nx;y;z', ";")
    assert row.cells == ['sagt "ja"', "zwei\r\nZeilen", '24" Zoll']
    assert (row.number, after.number) == (1, 2)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["windows", "unix", "old mac"])
def test_all_line_ends(end):
    assert [row.cells for row in records(f"a;b{end}c;d{end}", ";")] == [["a", "b"], ["c", "d"]]


def test_an_open_quote_spoils_its_own_row_alone():
    text = "Firma;Ort\r\n" + '"Offen;Köln\r\n' + "Nächste;Bonn\r\n" * 40 + '"Zu";"Ende"\r\n'
    table = Table(text.encode(), Reading("utf-8", ";", True))
    rows = list(table.rows())
    assert [bool(table.fault(row)) for row in rows] == [True, *[False] * 41]
    assert rows[1].cells == ["Nächste", "Bonn"]


def test_rows_of_the_wrong_length_say_so():
    table = Table(b"Firma;Ort\r\nA\r\nB;C;D\r\nE;F;;\r\n;\r\n", Reading("utf-8", ";", True))
    assert [table.fault(row) for row in table.rows()] == [
        "Die Zeile hat 1 Spalten statt 2.",
        "Die Zeile hat 3 Spalten statt 2.",
        "",
    ]


def test_datev_is_recognised(app):
    seen = survey(DATEV.encode("windows-1252"))
    found = {seen.columns[number]["name"]: field for number, field in guess(seen.columns).items()}
    assert seen.total == 2
    assert found == {
        "Konto": "number", "Name (Adressattyp Unternehmen)": "company",
        "Name (Adressattyp natürl. Person)": "last_name", "Vorname (Adressattyp natürl. Person)": "first_name",
        "Adressattyp": "kind", "Anrede": "salutation", "Straße": "street", "Postleitzahl": "postcode", "Ort": "city",
        "Land": "country", "Telefon": "phone", "E-Mail": "email",
    }  # fmt: skip
    rows = list(Table(DATEV.encode("windows-1252"), seen.reading).rows())
    assert [row.number for row in rows] == [3, 4]


def test_datev_becomes_customers(office):
    id = office.run(DATEV.encode("windows-1252"))
    assert office.fates(id) == ["new", "new"], office.rows(id)
    assert office.fates(office.run(DATEV.encode("windows-1252"))) == ["same", "same"]


def test_without_headings_columns_are_called_by_letters():
    seen = survey(b"10000;Orgelbau Nord;o@example.org\r\n10001;Holm;h@example.org\r\n")
    assert [column["name"] for column in seen.columns] == ["Spalte A", "Spalte B", "Spalte C"]
    assert (seen.total, seen.reading.heading) == (2, False)


def test_name_beside_first_name_is_the_last_name():
    columns = [{"name": name, "samples": ["x"]} for name in ("Vorname", "Name", "Ort")]
    assert guess(columns) == {0: "first_name", 1: "last_name", 2: "city"}


def test_columns_are_counted_as_spreadsheets_do():
    assert [letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    "content",
    [b'"' * 100_000, b'"\n' * 50_000, b";" * 100_000, b"\x00;\x00\nx;y", b"a" * 100_000 + b"\nb", b"\xff\xfe\x00",
     b"\r" * 10_000 + b"x", b'sep=;\n"', b"EXTF;1\n", b"\xef\xbb\xbf\xef\xbb\xbfa;b\nc;d"],
    ids=["quotes", "open quotes", "separators", "NUL", "long", "half a sign", "line ends", "sep", "datev", "two marks"],
)  # fmt: skip
def test_nonsense_is_read_or_refused(content):
    try:
        seen = survey(content)
    except NoTable:
        return
    table = Table(content, seen.reading)
    assert sum(1 for row in table.rows() if table.fault(row) is not None) == seen.total
