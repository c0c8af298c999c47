"""The field for a day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import DateInput

from .fields import Labelled
from .text import clean, safe

ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
GERMAN = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})", re.ASCII)
FIRST, LAST = date(1990, 1, 1), date(2199, 12, 31)
"""Days outside of these are slips of the finger."""


class Day(Labelled, Field):
    """A day; `data` is a date, or None when nothing was typed. Taken as `2026-11-24` and as 24.11.2026."""

    kind = "day"
    widget = DateInput()

    def __init__(self, label: Any = None, required: bool | str = False, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.typed: str | None = None
        self._prepare(required, hint)

    def process_formdata(self, valuelist: list) -> None:
        self.typed = clean(str(valuelist[0]), False) if valuelist else ""
        self.data = _day(self.typed)

    def pre_validate(self, form: Any) -> None:
        if not self.typed:
            if self.required:
                raise StopValidation(self.missing)
        elif self.data is None:
            raise StopValidation(_("Dieses Datum gibt es nicht. Richtig wäre etwa 24.11.2026."))
        elif not FIRST <= self.data <= LAST:
            raise StopValidation(
                _("Bitte ein Datum zwischen %(first)s und %(last)s wählen.", first=FIRST.year, last=LAST.year)
            )

    def _value(self) -> str:
        if self.data is not None:
            return self.data.isoformat()
        return safe(self.typed or "")


def _day(text: str) -> date | None:
    found = ISO.fullmatch(text) or GERMAN.fullmatch(text)
    try:
        return date(*(int(found[part]) for part in ("year", "month", "day"))) if found else None
    except ValueError:
        return None
