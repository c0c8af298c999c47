"""What customers may type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import Occasion
from app.accounts.addresses import address_key
from app.accounts.passwords import SHORTEST
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.files.fields import Files
from app.web.branding import current_agency
from app.web.forms import Choice, Choices, CreateForm, Email, Form, HiddenUuid, Password, Radio, Text
from app.web.locale import LANGUAGES


class SignInForm(Form):
    email = Email(required=_l("Bitte geben Sie Ihre E-Mail-Adresse an."), render_kw={"autocomplete": "username"})
    password = Password(required=_l("Bitte geben Sie Ihr Passwort an."), max=1000)


class ForgotForm(Form):
    email = Email(required=_l("Bitte geben Sie Ihre E-Mail-Adresse an."), render_kw={"autocomplete": "username"})


NEW_PASSWORD_HINT = _l(
    "Mindestens %(count)d Zeichen. Mehrere Wörter merken sich leichter als Sonderzeichen.",
    count=SHORTEST,
)


class NewPasswordForm(Form):
    """The page behind a link."""

    password = Password(
        _l("Neues Passwort"), new=True, required=_l("Bitte wählen Sie ein Passwort."), hint=NEW_PASSWORD_HINT
    )


class ChangePasswordForm(Form):
    old_password = Password(
        _l("Bisheriges Passwort"), max=1000, required=_l("Bitte geben Sie Ihr bisheriges Passwort an.")
    )
    password = Password(
        _l("Neues Passwort"), new=True, required=_l("Bitte wählen Sie ein Passwort."), hint=NEW_PASSWORD_HINT
    )


class NewAddressForm(Form):
    """Another address, and the password that says who asks for it."""

    email = Email(
        _l("Neue E-Mail-Adresse"),
        required=_l("Bitte geben Sie die neue E-Mail-Adresse an."),
        hint=_l("Dorthin schicken wir einen Link. Erst wenn Sie ihn öffnen und bestätigen, gilt die neue Adresse."),
        render_kw={"autocomplete": "email"},
    )
    old_password = Password(_l("Ihr Passwort"), max=1000, required=_l("Bitte geben Sie Ihr Passwort an."))

    def __init__(self, person: Person, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person = person

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        if self.email.data and not self.email.errors and address_key(self.email.data) == self.person.email_key:
            self.add_error("email", _("Das ist schon Ihre E-Mail-Adresse."))
        return not self.has_errors


class ProfileForm(Form):
    """One's own data. The address has a page of its own."""

    salutation = Choice(_l("Anrede"), [("", _l("keine")), ("Frau", _l("Frau")), ("Herr", _l("Herr"))])
    title = Text(_l("Titel"), max=60)
    first_name = Text(_l("Vorname"), max=100, render_kw={"autocomplete": "given-name"})
    last_name = Text(_l("Nachname"), max=100, render_kw={"autocomplete": "family-name"})
    language = Choice(_l("Sprache"))
    address_form = Radio(
        _l("Anredeform"),
        [("sie", _l("Sie")), ("du", _l("Du"))],
        hint=_l("So sprechen wir Sie auf Deutsch an, hier und in E-Mails."),
    )
    direction = Radio(
        _l("Richtung"),
        [("system", _l("Wie die Sprache")), ("ltr", _l("Links nach rechts")), ("rtl", _l("Rechts nach links"))],
        hint=_l("In welche Richtung die Seiten des Portals laufen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = kwargs["obj"]
        own = {person.language: language_name(person.language)}
        offered = {code: name for code, name in LANGUAGES.items() if code in current_agency().languages}
        self.language.choices = list({**own, **offered}.items())

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        if not (self.first_name.data or self.last_name.data) and not self.last_name.errors:
            self.add_error("last_name", _("Bitte geben Sie Ihren Namen an."))
        return not self.has_errors


class NotificationsForm(Form):
    """On which occasions one contact of the person gets mail; on a page of several each has names of its own."""

    notifications = Choices(_l("Ich bekomme E-Mails über"))

    def __init__(self, contact: Contact, occasions: Iterable[Occasion], **kwargs: Any) -> None:
        super().__init__(prefix=contact.id.hex, **kwargs)
        self.contact = contact
        self.notifications.choices = [(occasion.key, occasion.label) for occasion in occasions]

    def kept(self, present: set[str]) -> set[str]:
        """What is ticked, and of `present` what is not offered here."""
        return {*self.notifications.data} | (present - self.notifications.values)


class ColleagueForm(CreateForm):
    """Somebody more of one's own firm."""

    first_name = Text(_l("Vorname"), max=100)
    last_name = Text(_l("Nachname"), max=100)
    position = Text(_l("Position"), max=100)
    email = Email(
        required=_l("Bitte geben Sie die E-Mail-Adresse an."), hint=_l("Dorthin geht die Einladung ins Kundenportal.")
    )

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        if not (self.first_name.data or self.last_name.data) and not self.last_name.errors:
            self.add_error("last_name", _("Bitte geben Sie den Namen an."))
        return not self.has_errors

    @property
    def values(self) -> dict[str, str]:
        return {name: self[name].data for name in ("first_name", "last_name", "position", "email")}

    @property
    def name(self) -> str:
        return f"{self.first_name.data} {self.last_name.data}".strip()


class SwitchForm(Form):
    """At which customer to work."""

    contact = HiddenUuid()


class UploadForm(CreateForm):
    """Files for the agency, that belong to the customer as a whole."""

    files = Files(required=_l("Bitte wählen Sie mindestens eine Datei aus."))


def language_name(code: str) -> str:
    """A language by its own name; its code where none is known."""
    try:
        return Locale.parse(code, sep="-").get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code
