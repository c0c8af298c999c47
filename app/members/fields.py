"""The field of the form about the member list: websites, one in each line."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.validators import ValidationError

from app.web.fields import TextArea

from .sites import MOST, origins


class Sites(TextArea):
    """Websites, one in each line; `origins` are those it names."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"dir": "ltr", "spellcheck": "false", "placeholder": "https://www.example.org"})
        super().__init__(label, **kwargs)
        self.origins: list[str] = []

    def check(self) -> None:
        self.origins, bad = origins(self.data, development=not current_app.config["PRODUCTION"])
        if bad:
            raise ValidationError(
                ngettext(
                    "„%(lines)s“ ist keine Adresse einer Website. Richtig wäre etwa https://www.example.org, ohne Pfad "
                    "und ohne Sternchen.",
                    "„%(lines)s“ sind keine Adressen von Websites. Richtig wäre etwa https://www.example.org, ohne "
                    "Pfad und ohne Sternchen.",
                    len(bad),
                    lines="“, „".join(line[:80] for line in bad[:3]),
                )
            )
        if len(self.origins) > MOST:
            raise ValidationError(_("Bitte höchstens %(most)d Websites.", most=MOST))
