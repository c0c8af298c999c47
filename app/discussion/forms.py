"""What may be typed into a discussion."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.tasks.choices import WAITING
from app.tasks.models import Task
from app.web.forms import CreateForm, Form, TextArea, Tick
from app.web.text import blank

from .models import Place

LONGEST = 20_000
"""Characters of a comment."""

FILES = _l("Dateien anhängen")
NOTHING = _l("Bitte schreiben Sie etwas oder hängen Sie eine Datei an.")


class CommentForm(CreateForm):
    """What a composer of any kind has. Nothing at all cannot be posted."""

    body = TextArea(max=LONGEST, render_kw={"rows": 3})

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        if blank(self.body.data) and not self.body.errors and not self.has_files:
            self.add_error("body", NOTHING)
        return not self.has_errors

    @property
    def has_files(self) -> bool:
        """Whether files came along."""
        return "files" in self and bool(self["files"].data)


class PersonCommentForm(CommentForm):
    """What the customer's people write. A task that waits for them can be given back with it."""

    returned = Tick(default=True)

    def __init__(self, place: Place, agency: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.body.label.text = _("Ihre Antwort")
        self.body.render_kw = self.body.render_kw | {"placeholder": _("Ihre Antwort an %(agency)s", agency=agency)}
        self.returned.label.text = _("Danach liegt die Aufgabe wieder bei %(agency)s", agency=agency)
        if not isinstance(place, Task) or place.status != WAITING:
            del self.returned

    @property
    def gives_back(self) -> bool:
        return "returned" in self and self.returned.data


class EditForm(Form):
    """Saying something else; only a comment with files may be left without words."""

    # an id of its own: its window opens over the page with the composer
    body = TextArea(_l("Beitrag"), id="words", max=LONGEST, render_kw={"rows": 6})

    def __init__(self, has_files: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.body.required = not has_files
        self.body.missing = _("Bitte schreiben Sie etwas, oder löschen Sie den Beitrag.")
