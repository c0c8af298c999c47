"""Tables for spreadsheets: files of comma separated values in which no cell is a formula.

A spreadsheet computes what begins with `=`, `+`, `-` or `@`, also when the file came from somebody else (OWASP, "CSV
Injection"). What was typed stays readable, and `as_typed()` gives it back to the sign.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

FORMULA = "=+\\-@＝＋－＠\t\r"
"""Signs that begin a formula, the wide ones of Asian keyboards among them."""
STARTS = re.compile(rf"((?:^|[;,|\t\r\n])[ \u00a0\"“”„']*)(?=[{FORMULA}])")
"""Where a cell begins, or would for a program that takes another sign for the separator: blanks and quotes aside."""

QUOTED = re.compile(rf"((?:^|[;,|\t\r\n])[ \u00a0\"“”„']*)'(?=[{FORMULA}])")
BOM = "\ufeff"
"""Tells Excel that the file is UTF-8."""


def harmless(text: str) -> str:
    """`text` with an apostrophe before each sign that would begin a formula: the spreadsheet shows it as text."""
    return STARTS.sub(r"\1'", text)


def as_typed(text: str) -> str:
    """What harmless() was given: its apostrophes are taken out again."""
    return QUOTED.sub(r"\1", text)


def line(values: Iterable[Any], separator: str = ";") -> str:
    """One row: every cell in quotes, harmless, ended by CR LF (RFC 4180). None is an empty cell."""
    row = io.StringIO()
    csv.writer(row, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(
        [harmless("" if value is None else str(value)) for value in values]
    )
    return row.getvalue()
