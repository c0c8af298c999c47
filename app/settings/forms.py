"""How customers are numbered, and what new contacts and tasks start with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.web.forms import Choice, Choices, Form, Text, Tick, ValidationError

DIGITS = range(1, 9)
"""So many figures a customer number may have at least."""


class CustomersForm(Form):
    """How customers are numbered, what new contacts are given, what customers see of new tasks and do themselves."""

    permissions = Choices(_l("Berechtigungen"))
    notifications = Choices(_l("E-Mail-Benachrichtigungen"))
    tasks_visible = Tick(
        _l("Aufgaben sind für Kunden sichtbar"),
        hint=_l("Sobald bei einer neuen Aufgabe ein Kunde gewählt ist, ist „für den Kunden sichtbar“ angekreuzt."),
    )
    customers_manage_contacts = Tick(
        _l("Haupt-Ansprechpartner pflegen die Kontakte ihres Kunden selbst"),
        hint=_l(
            "Im Portal fügen sie weitere Kontakte hinzu und entfernen sie wieder. "
            "E-Mail-Adresse und Passwort eines anderen ändern sie nie."
        ),
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
    def switches(self) -> dict[str, bool]:
        """What is on or off for all customers."""
        return {name: self[name].data for name in ("tasks_visible", "customers_manage_contacts")}

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
