"""What the staff may choose besides, when they write: whether the customer reads it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.tasks.models import Task
from app.web.forms import Radio

from .forms import CommentForm
from .models import Place

OPEN, INTERNAL = "open", "internal"


class StaffCommentForm(CommentForm):
    """What staff write: an answer to the customer, or a note that the customer never sees.

    Without a customer there is nothing to choose. The answer is preset where the customer can see it, else the note.
    """

    audience = Radio(_l("Wer es liest"), choices=[(OPEN, _l("Antwort an den Kunden")), (INTERNAL, _l("Interne Notiz"))])

    def __init__(self, place: Place, **kwargs: Any) -> None:
        super().__init__(data={"audience": OPEN if place.visible else INTERNAL}, **kwargs)
        self.body.label.text = _("Beitrag")
        self.body.render_kw = self.body.render_kw | {"placeholder": _("Beitrag schreiben")}
        if place.customer_id is None:
            del self.audience
        elif not place.visible:
            task = isinstance(place, Task)
            self.audience.hint = (
                _("Eine Antwort sieht der Kunde erst, wenn Sie die Aufgabe sichtbar machen.")
                if task
                else _("Eine Antwort sieht der Kunde erst, wenn Sie das Projekt sichtbar machen.")
            )

    @property
    def internal(self) -> bool:
        return "audience" not in self or self.audience.data == INTERNAL
