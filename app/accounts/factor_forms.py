"""What is typed about the second factor, by persons and staff alike."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.forms import Form, Password, Text

WRONG_CODE = _l(
    "Dieser Code stimmt nicht oder wurde schon benutzt. Bitte geben Sie den ein, der jetzt in der App steht."
)
"""One sentence for every reason."""

WRONG_RECOVERY_CODE = _l("Dieser Wiederherstellungscode stimmt nicht oder wurde schon benutzt.")
WRONG_PASSWORD = _l("Das ist nicht Ihr Passwort.")

_KEYS = {"autocomplete": "one-time-code", "dir": "ltr", "spellcheck": "false", "autocapitalize": "off"}


class CodeForm(Form):
    """The six figures that the app shows."""

    code = Text(
        _l("Code aus der App"),
        max=40,
        required=_l("Bitte geben Sie den Code ein."),
        hint=_l("Sechs Ziffern; alle 30 Sekunden sind es andere."),
        render_kw={**_KEYS, "inputmode": "numeric"},
    )
    wrong = WRONG_CODE


class RecoveryForm(Form):
    """One of the codes for the day the telephone is lost."""

    code = Text(
        _l("Wiederherstellungscode"),
        max=40,
        required=_l("Bitte geben Sie den Code ein."),
        hint=_l("Zehn Zeichen, wie Sie sie beim Einrichten aufbewahrt haben. Jeder Code gilt ein einziges Mal."),
        render_kw={**_KEYS, "autocomplete": "off"},
    )
    wrong = WRONG_RECOVERY_CODE


class SureForm(Form):
    """The password once more: what follows is not for somebody who finds the browser open."""

    own_password = Password(_l("Ihr Passwort"), max=1000, required=_l("Bitte geben Sie Ihr Passwort ein."))
