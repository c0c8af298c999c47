"""What staff say about consent before anything is sent or withdrawn: how it came about, and when."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from app.settings.day import today
from app.web.forms import CreateForm, Day, Form, Text


class PastDay(Day):
    """A day that has come, where the agency is."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and self.data > today():
            raise StopValidation(_("Dieser Tag kommt erst noch."))


class HowForm(Form):
    """Both are kept as the proof."""

    how = Text(_l("Wie"), max=200, required=_l("Bitte sagen Sie, wie es dazu kam."))
    on = PastDay(_l("Wann war das?"), required=_l("Bitte sagen Sie, wann das war."))


class AskForm(HowForm, CreateForm):
    """How and when the newsletter was asked for."""

    how = Text(
        _l("Wie wurde danach gefragt?"),
        max=200,
        required=_l("Bitte sagen Sie, wie danach gefragt wurde."),
        hint=_l("Zum Beispiel: „am Telefon“ oder „auf der Messe, Karte liegt vor“."),
    )


class WithdrawForm(HowForm):
    """How and when somebody said not to want the newsletter any more."""

    how = Text(
        _l("Wie wurde abgesagt?"),
        max=200,
        required=_l("Bitte sagen Sie, wie abgesagt wurde."),
        hint=_l("Zum Beispiel: „per E-Mail“."),
    )
