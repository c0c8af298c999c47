"""What may be chosen about notifications."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from app.web.forms import Choices, Form


class WantedForm(Form):
    """On which occasions one gets mail."""

    wanted = Choices(_l("Anlässe"))

    def offer(self, occasions: Iterable[Any]) -> None:
        """Let these occasions be ticked, each with its `key` and `label`."""
        self.wanted.choices = [(occasion.key, occasion.label) for occasion in occasions]
