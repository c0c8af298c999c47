"""What only the staff see of a customer: fields of its forms."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.web.forms import Choice, Radio, Text, TextArea

from .models import Customer
from .numbering import LONGEST, tidy


class YesNo(Radio):
    """A question that is answered with Ja or Nein; left out, it is Nein. `said` is the answer."""

    YES, NO = "ja", "nein"

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=[(self.YES, _l("Ja")), (self.NO, _l("Nein"))], **kwargs)

    def process_data(self, value: Any) -> None:
        self.data = self.YES if value in (True, self.YES) else self.NO

    def process_formdata(self, valuelist: list) -> None:
        self.data = str(valuelist[0]) if valuelist else self.NO

    @property
    def said(self) -> bool:
        return self.data == self.YES


class WithInternal:
    """Who looks after the customer, its number, and a note."""

    responsible_id = Choice(_l("Zuständig"))
    number = Text(_l("Kundennummer"), max=LONGEST)
    note = TextArea(_l("Notiz"))

    def offer_staff(self, members: Iterable[Any]) -> None:
        """Let one of these be chosen; „niemand“ always can."""
        form: Any = self
        form.responsible_id.choices = [("", _("niemand")), *((str(member.id), member.name) for member in members)]

    def refuse_number(self) -> None:
        """Say beside the number who has it, and which one is free."""
        form: Any = self
        holder, free = Customer.with_number(form.number.data), Customer.suggested_number()
        who = holder.name if holder else _("ein anderer Kunde")
        form.add_error("number", _("Diese Nummer hat schon %(who)s. Frei ist %(free)s.", who=who, free=free))

    @property
    def internal_values(self) -> dict[str, Any]:
        form: Any = self
        chosen = form.responsible_id.data
        return {
            "responsible_id": uuid.UUID(chosen) if chosen else None,
            "number": tidy(form.number.data),
            "note": form.note.data,
        }
