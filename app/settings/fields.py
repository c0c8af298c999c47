"""The fields of the forms about the agency: its colour, and its time zone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from app.web.colors import normal_hex
from app.web.forms import Choice, Text, ValidationError


class Color(Text):
    """A colour as `#rrggbb`; `data` is normalised when it is one, "" where none was chosen."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"dir": "ltr", "spellcheck": "false", "placeholder": "#2a5b8c"})
        super().__init__(label, max=20, **kwargs)

    def check(self) -> None:
        try:
            self.data = normal_hex(self.data)
        except ValueError:
            raise ValidationError(_("Das ist keine Farbe. Richtig wäre etwa #2a5b8c.")) from None


class Zone(Choice):
    """A time zone. The view says which there are, in groups; the present one is offered in any case."""

    def offer(self, groups: dict[str, Sequence[tuple[str, str]]], present: str, place: str) -> None:
        """Let one of these be chosen. `present` is what holds now, `place` what it is called."""
        known = {zone for zones in groups.values() for zone, _label in zones}
        former = [] if present in known else [(present, place)]
        self.choices = [*former, *((*pair, group) for group, zones in groups.items() for pair in zones)]
