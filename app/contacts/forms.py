"""What may be typed about a contact, its person and its access."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.widgets import HiddenInput

from app.accounts.passwords import SHORTEST
from app.availability.fields import WithOwnHours
from app.customers.choices import languages, salutations
from app.customers.fields import ADDRESS_FORMS, LANGUAGE_HINT, OffersPerson, WithNumbers
from app.pictures.field import Picture
from app.web.forms import Choice, Choices, CreateForm, Email, Form, Password, Phone, Radio, Text, Tick

PERSON = ("first_name", "last_name", "salutation", "title", "language", "address_form", "direction")
"""What belongs to the person, wherever it is a contact."""

NUMBERS = ("phone", "mobile")

DIRECTIONS = [("system", _l("System")), ("ltr", _l("Links nach rechts")), ("rtl", _l("Rechts nach links"))]


class ContactForm(WithOwnHours, WithNumbers, Form):
    """The person, and what it is at one customer."""

    picture = Picture(_l("Profilbild"), required=False, cut=True)
    remove_picture = Tick(_l("Bild entfernen"))
    first_name = Text(_l("Vorname"), max=100)
    last_name = Text(_l("Nachname"), max=100)
    salutation = Choice(_l("Anrede"))
    title = Text(_l("Titel"), max=60)
    position = Text(_l("Position"), max=100)
    email = Email(hint=_l("Dient mit dem Passwort zur Anmeldung im Portal."))
    phone = Phone(_l("Telefonnummer"))
    mobile = Phone(_l("Mobil"))
    language = Choice(_l("Sprache"), default="de", hint=LANGUAGE_HINT)
    address_form = Radio(_l("Anredeform"), choices=ADDRESS_FORMS, default="sie")
    direction = Radio(
        _l("Richtung"),
        choices=DIRECTIONS,
        default="system",
        hint=_l("Wie das Kundenportal für den Kontakt angeordnet ist. „System“ richtet sich nach der Sprache."),
    )
    primary = Tick(_l("Haupt-Ansprechpartner"), hint=_l("Wird vorausgewählt, wo immer der Kunde gewählt wird."))
    permissions = Choices(_l("Berechtigungen"))
    notifications = Choices(_l("E-Mail-Benachrichtigungen"))

    def __init__(self, *args: Any, country: str = "DE", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers_country = country
        self.salutation.choices = salutations()
        self.language.choices = languages()

    def offer_sections(self, sections: Iterable[Any]) -> None:
        """Let what these sections of the portal need be ticked."""
        self.permissions.choices = [(section.key, section.label) for section in sections if section.permission]
        self.notifications.choices = [(one.key, one.label) for section in sections for one in section.occasions]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        self.numbers = self.read_numbers(self.numbers_country, NUMBERS)
        if not (self.first_name.data or self.last_name.data) and not self.last_name.errors:
            self.add_error("last_name", _("Bitte geben Sie den Namen an."))
        return not self.has_errors

    @property
    def names(self) -> dict[str, str]:
        """What belongs to the person, but for the address, which is changed by a verb of its own."""
        return {name: self[name].data for name in PERSON}

    @property
    def contact_values(self) -> dict[str, Any]:
        """What the person is at this customer."""
        return {"position": self.position.data, "hours": self.hours_code} | self.numbers


class NewContactForm(OffersPerson, ContactForm, CreateForm):
    """A new contact, with or without access to the portal."""

    password = Password(
        new=True, hint=_l("Mindestens %(count)d Zeichen. Bleibt es leer, entsteht noch kein Zugang.", count=SHORTEST)
    )
    must_change = Tick(
        _l("Muss bei der ersten Anmeldung ein eigenes Passwort wählen"),
        default=True,
        hint=_l("Bis dahin zeigt das Kundenportal nichts anderes."),
    )
    send_link = Tick(_l("Kennwort per E-Mail versenden"))
    no_welcome = Tick(_l("Keine Willkommens-E-Mail senden"))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        if self.gives_access and not self.email.data and not self.email.errors:
            self.add_error("email", _("Für einen Zugang zum Portal braucht der Kontakt eine E-Mail-Adresse."))
        return not self.has_errors

    @property
    def person_values(self) -> dict[str, str]:
        return self.names | {"email": self.email.data}

    @property
    def contact_values(self) -> dict[str, Any]:
        return super().contact_values | {"id": self.id.data, "primary": self.primary.data}

    @property
    def gives_access(self) -> bool:
        return bool(self.send_link.data or self.password.data)

    @property
    def access_values(self) -> dict[str, Any]:
        return {
            "link": self.send_link.data,
            "password": self.password.data,
            "welcome": not self.no_welcome.data,
            "must_change": self.must_change.data,
        }


class Suggestion(Text):
    """The password that the program proposed; it travels with the form, for nothing of it is kept before it is set."""

    kind = "hidden"
    widget = HiddenInput()


class OwnPassword(Password):
    """Asked for only when the password is to be typed."""

    def pre_validate(self, form: Any) -> None:
        if form.how.data == "own":
            super().pre_validate(form)


class PasswordForm(Form):
    """„Passwort vergeben“: by link, by the program, by hand."""

    how = Radio(
        _l("Wie soll das Passwort entstehen?"),
        choices=[
            ("link", _l("48-Stunden-Link senden")),
            ("program", _l("Vom Programm wählen lassen")),
            ("own", _l("Selbst eintippen")),
        ],
        cards=True,
        required=True,
    )
    suggestion = Suggestion(max=128)
    password = OwnPassword(new=True, required=_l("Bitte geben Sie ein Passwort ein."))
    must_change = Tick(
        _l("Muss bei der ersten Anmeldung ein eigenes Passwort wählen"),
        default=True,
        hint=_l("Gilt für ein Passwort, das Sie vergeben. Beim Link wählt die Person es ohnehin selbst."),
    )

    @property
    def chosen(self) -> str:
        return self.suggestion.data if self.how.data == "program" else self.password.data
