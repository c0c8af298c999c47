"""A file as a table: its columns, its rows, and what is wrong with the shape of a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from flask_babel import gettext as _

from app.web.text import safe

from . import decoding
from .columns import letters, recognise
from .decoding import NoTable, decode, refuse_binary
from .reading import LONGEST_CELL, WIDEST, Record, guess_separator, is_datev, records
from .shape import Reading, Survey

MOST_COLUMNS = 300
"""Columns that are offered; a form of a browser holds no more."""

MOST_ROWS = 200_000
MOST_LINES = 1_048_576
"""Lines that are looked at, empty ones too: as many as a sheet of Excel has."""

SAMPLES, SAMPLE = 3, 60
"""Values shown of each column, and signs of each value."""

TRIED = 200
"""Rows from which the width of a table without headings is told."""


class Table:
    """The rows of a file, read in one way. Raises NoTable when there are none, or far too many rows or columns."""

    def __init__(self, content: bytes, reading: Reading) -> None:
        self.reading = reading
        self._text = decode(content, reading.encoding)
        if (lines := max(map(self._text.count, "\n\r"))) > MOST_LINES:
            raise NoTable(_too_many_rows(lines))
        first, second = _first_two(self._text, reading.separator)
        self._skipped = (first.number if is_datev(first.cells) else 0) if reading.heading else 0
        head = second if self._skipped else first
        if reading.heading:
            self.names = head.cells
            self._skipped = head.number
        else:
            widths = Counter(len(row.cells) for row in islice(self._records(), TRIED) if not row.blank)
            self.names = [""] * widths.most_common(1)[0][0]
        if self.width > WIDEST:
            raise NoTable(_("Die Datei hat mehr Spalten als eine Tabelle in Excel. Stimmt das Trennzeichen?"))

    @property
    def width(self) -> int:
        return len(self.names)

    def rows(self) -> Iterator[Record]:
        """The rows that hold anything, below the headings."""
        return (row for row in self._records(self.width) if row.number > self._skipped and not row.blank)

    def fault(self, row: Record) -> str:
        """What is wrong with the shape of a row; "" when nothing is."""
        if row.unclosed:
            return _("Ein Anführungszeichen wird nicht geschlossen.")
        count = len(row.cells)
        if count < self.width or any(map(str.strip, row.cells[self.width :])):
            return _("Die Zeile hat %(count)d Spalten statt %(width)d.", count=count, width=self.width)
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            return _("Eine Angabe ist viel zu lang.")
        return ""

    def name_of(self, number: int) -> str:
        """What a column is called: its heading, else „Spalte A“."""
        return safe(self.names[number].strip()[:SAMPLE]) or _("Spalte %(letters)s", letters=letters(number))

    def _records(self, width: int = 0) -> Iterator[Record]:
        return records(self._text, self.reading.separator, width)


def survey(content: bytes, reading: Reading | None = None) -> Survey:
    """Look through a file, read as it is said or, without that, as it seems to be. Raises NoTable."""
    refuse_binary(content)
    table = Table(content, reading or guess(content))
    samples: list[list[str]] = [[] for _column in table.names]
    total = 0
    for row in table.rows():
        total += 1
        for seen, cell in zip(samples, row.cells, strict=False):
            if len(seen) < SAMPLES and (value := safe(cell.strip()[:SAMPLE])) and value not in seen:
                seen.append(value)
    if not total:
        raise NoTable(_("Die Datei enthält keine Zeile mit Daten."))
    if total > MOST_ROWS:
        raise NoTable(_too_many_rows(total))
    names = [table.name_of(number) for number in range(table.width)]
    columns = [{"name": name, "samples": seen} for name, seen in zip(names, samples, strict=True)]
    return Survey(table.reading, columns, total)


def _too_many_rows(rows: int) -> str:
    return _("Die Datei hat %(rows)d Zeilen. Bitte teilen Sie sie: Auf einmal gehen 200.000.", rows=rows)


def guess(content: bytes) -> Reading:
    """How a file seems to be meant. Raises NoTable for one without any row."""
    encoding = decoding.guess(content)
    text = decode(content, encoding)
    separator = guess_separator(text)
    first, _second = _first_two(text, separator)
    return Reading(encoding, separator, is_datev(first.cells) or _is_heading(first.cells))


def preview(content: bytes, reading: Reading, rows: int = 5) -> list[Record]:
    """The first rows with data."""
    return list(islice(Table(content, reading).rows(), rows))


def _is_heading(cells: list[str]) -> bool:
    """Names of columns are words: no addresses, no figures, and none twice, unless one is known as a name."""
    words = [cell.strip() for cell in cells if cell.strip()]
    if any("@" in word or word.replace(" ", "").isdigit() for word in words):
        return False
    return any(recognise([word]) for word in words) or len({*words}) == len(words) > 1


def _first_two(text: str, separator: str) -> tuple[Record, Record]:
    filled = [row for row in islice(records(text, separator), TRIED) if not row.blank][:2]
    if not filled:
        raise NoTable(_("Die Datei ist leer."))
    return filled[0], filled[-1]
