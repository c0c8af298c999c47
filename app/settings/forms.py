"""What the agency says about itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.web.forms import Choice, Choices, Email, Form, Text, Tick, ValidationError

DIGITS = range(1, 9)
"""So many figures a customer number may have at least."""

URL_KEYS = {"inputmode": "url", "dir": "ltr", "spellcheck": "false", "placeholder": "https://"}


class AgencyForm(Form):
    name = Text(
        _l("Name der Agentur"), max=80, required=True, hint=_l("So heißen Sie im Portal und als Absender von E-Mails.")
    )
    reply_to = Email(_l("Adresse für Antworten"), hint=_l("Wer auf eine unserer E-Mails antwortet, schreibt hierhin."))
    imprint_url = Text(
        _l("Impressum"),
        max=500,
        hint=_l("Adresse Ihres Impressums. Es steht dann unter jeder Seite und jeder E-Mail."),
        render_kw=URL_KEYS,
    )
    privacy_url = Text(_l("Datenschutz"), max=500, hint=_l("Adresse Ihrer Datenschutzhinweise."), render_kw=URL_KEYS)

    def validate_imprint_url(self, field: Text) -> None:
        check_web_address(field.data)

    validate_privacy_url = validate_imprint_url


class CustomersForm(Form):
    """How customers are numbered, what new contacts are given, and what customers see of new tasks."""

    permissions = Choices(_l("Berechtigungen"))
    notifications = Choices(_l("E-Mail-Benachrichtigungen"))
    tasks_visible = Tick(
        _l("Aufgaben sind für Kunden sichtbar"),
        hint=_l("Sobald bei einer neuen Aufgabe ein Kunde gewählt ist, ist „für den Kunden sichtbar“ angekreuzt."),
    )
    number_prefix = Text(_l("Vor der Zahl"), max=12)
    number_digits = Choice(_l("Stellen"))
    number_next = Text(_l("Nächste Zahl"), max=9, required=True, render_kw={"inputmode": "numeric"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number_digits.choices = [
            (digits, _("so viele wie nötig") if digits == 1 else _("mindestens %(digits)d", digits=digits))
            for digits in DIGITS
        ]

    def validate_number_next(self, field: Text) -> None:
        if not (field.data.isascii() and field.data.isdigit() and int(field.data)):
            raise ValidationError(_("Bitte geben Sie eine ganze Zahl ab 1 an."))

    @property
    def number_format(self) -> dict[str, Any]:
        return {
            "prefix": self.number_prefix.data,
            "digits": int(self.number_digits.data),
            "following": int(self.number_next.data),
        }

    def offer_sections(self, sections: Iterable[Any]) -> None:
        """Let what these sections of the portal need be ticked."""
        self.permissions.choices = [(section.key, section.label) for section in sections if section.permission]
        self.notifications.choices = [(one.key, one.label) for section in sections for one in section.occasions]


def check_web_address(address: str) -> None:
    """Raise ValidationError for what is no address of a web page (http or https with a host name)."""
    if not address:
        return
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and (parts.port or 1) > 0
    except ValueError:
        fits = False
    if not fits or any(sign.isspace() or sign in '<>"\\`' for sign in address):
        raise ValidationError(
            _("Das ist keine Adresse einer Webseite. Richtig wäre etwa https://example.org/impressum.")
        )
