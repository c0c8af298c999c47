"""Why staff look at the portal in a person's place."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.forms import CreateForm, Text


class EnterForm(CreateForm):
    reason = Text(
        _l("Grund"),
        max=200,
        required=_l("Bitte sagen Sie, warum Sie das Portal als dieser Kontakt ansehen."),
        hint=_l("Zum Beispiel: Frau Muster findet eine Datei nicht."),
    )
