"""From text to rows, as spreadsheets and DATEV write them: separators, quotes, headings.

Not with the csv module: after one quote that is never closed it takes the rest of the file for a single cell. Here such
a row is faulty, and reading goes on in the next line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from flask_babel import lazy_gettext as _l

from app.web.cells import as_typed

SEPARATORS = {";": _l("Semikolon"), ",": _l("Komma"), "\t": _l("Tabulator"), "|": _l("Senkrechter Strich")}
LONGEST_CELL = 20_000
"""Signs within quotes after which the quote counts as never closed."""

WIDEST = 16_384
"""Cells that a row is cut into, as many as a sheet of Excel has; what stands behind them is left in one piece."""

SAID = re.compile(r"sep=([;,|\t])\r?\n?", re.IGNORECASE)
"""The line with which files for Excel name their separator."""

LINE_END = re.compile(r"\r\n|\n|\r")
TRIED = 50
"""Rows from which the separator is guessed."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number as the spreadsheet shows it, and its cells; `unclosed` when a quote in it is never closed."""

    number: int
    cells: list[str]
    unclosed: bool = False

    @property
    def blank(self) -> bool:
        return not any(map(str.strip, self.cells))


def records(text: str, separator: str, width: int = 0) -> Iterator[Record]:
    """The rows of a text in order, blank ones too; a first line `sep=;` is none.

    `width` is how many cells a row has: a row of several lines that has not so many began with a quote by mistake.
    """
    place, number = _start(text), 0
    while place < len(text):
        number += 1
        end, next_line = _line_end(text, place)
        cells, after = _row(text, place, separator)
        if cells is None or (width and after > next_line and len(cells) != width):
            yield Record(number, text[place:end].split(separator, WIDEST), unclosed=True)
            after = next_line
        else:
            yield Record(number, [as_typed(cell) if "'" in cell else cell for cell in cells])
        place = after


def guess_separator(text: str) -> str:
    """What the first line says, else the sign that cuts the first rows into the same number of cells, and into many."""
    if said := SAID.match(text):
        return said[1]
    best, separator = (0.0, 0), ";"
    for sign in SEPARATORS:
        rows = [row for row in islice(records(text, sign), TRIED) if not row.blank]
        widths = Counter(len(row.cells) for row in rows)
        width, often = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        if width > 1 and (score := (round(often / len(rows), 1), width)) > best:
            best, separator = score, sign
    return separator


def is_datev(cells: list[str]) -> bool:
    """Whether a first row is that of DATEV (Format-Kopfsatz), after which the headings follow."""
    return cells[:1] in (["EXTF"], ["DTVF"])


def _start(text: str) -> int:
    said = SAID.match(text)
    return said.end() if said else 0


def _line_end(text: str, place: int) -> tuple[int, int]:
    """Where the line ends, and where the next one begins."""
    found = LINE_END.search(text, place)
    return found.span() if found else (len(text), len(text))


def _row(text: str, place: int, separator: str) -> tuple[list[str] | None, int]:
    """The cells of the row that begins at `place`, and where the next one begins; None for an unclosed quote."""
    end, after = _line_end(text, place)
    if text.find('"', place, end) < 0:
        return text[place:end].split(separator, WIDEST), after
    cells = []
    while True:
        quoted = ""
        if text.startswith('"', place):
            close = _closing(text, place + 1)
            if close < 0:
                return None, after
            quoted, place = text[place + 1 : close].replace('""', '"'), close + 1
            if place > end:
                if text[place : place + 1] not in ("", "\r", "\n", separator):
                    return None, after  # another cell's quote: the one that should close is missing
                end, after = _line_end(text, place)
        stop = text.find(separator, place, end) if len(cells) < WIDEST else -1
        cells.append(quoted + text[place : end if stop < 0 else stop])
        if stop < 0:
            return cells, after
        place = stop + 1


def _closing(text: str, place: int) -> int:
    """Where the quote closes that was opened before `place`; -1 when it does not."""
    most = place + LONGEST_CELL
    while (close := text.find('"', place, most)) >= 0:
        if not text.startswith('"', close + 1):
            return close
        place = close + 2
    return -1
