"""Forms with words that a person agrees to: what stands there and what was agreed to is the same."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from wtforms.widgets import HiddenInput

from app.newsletter.wording import fingerprint
from app.web.forms import Form, Text, Tick


class Shown(Text):
    """Which words stood on the page; a fresh page shows today's."""

    kind = "hidden"
    widget = HiddenInput()


class ConsentForm(Form):
    """The words, and a button that agrees to them."""

    words_seen = Shown(max=100)

    def __init__(self, words: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words, self._sent = words, self.words_seen.data
        self.words_seen.data = fingerprint(words)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        if self.agrees and self._sent != self.words_seen.data:
            self.add_error(None, _("Der Wortlaut hat sich inzwischen geändert. Bitte lesen Sie ihn noch einmal."))
        return not self.has_errors

    @property
    def agrees(self) -> bool:
        return True


class ConfirmAddressForm(ConsentForm):
    """The address is right, and beside that, unticked, the newsletter: only where it is offered."""

    newsletter = Tick()

    def __init__(self, words: str, offered: bool, **kwargs: Any) -> None:
        super().__init__(words, **kwargs)
        self.newsletter.label.text = words
        if not offered:
            del self.newsletter

    @property
    def agrees(self) -> bool:
        return bool(self.newsletter and self.newsletter.data)
