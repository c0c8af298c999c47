"""What may be typed about a customer that only the staff read."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.forms import Form, TextArea


class NoteForm(Form):
    """The internal note alone, for a quick change from the record."""

    note = TextArea(_l("Interne Notiz"), hint=_l("Der Kunde sieht sie nie."))
