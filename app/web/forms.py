"""Forms: what may be typed, and what is said when it does not fit. Nothing typed is ever lost.

Every text field strips, normalises to NFC, refuses what no person types (NUL and other control characters, halves of
surrogate pairs, marks that turn the direction of text, U+FFFD) and caps its length. CSRF is checked once for every POST
before the view runs, not by each form.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import email_validator
import phonenumbers
from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import EmailInput, HiddenInput, PasswordInput, TelInput
from wtforms.widgets import TextArea as TextAreaWidget

from tenants import uuid7

from .text import UNREADABLE, blank, clean, safe

__all__ = [
    "Choice", "Choices", "CreateForm", "Email", "Form", "HiddenUuid", "Password", "Phone", "Radio", "Switch", "Text",
    "TextArea", "Tick", "ValidationError", "normalize_email",
]  # fmt: skip


class Form(FlaskForm):
    """A form of the product. `submitted_ok()` in the view; errors of the model come back with `add_error()`."""

    class Meta(FlaskForm.Meta):
        csrf = False

        def get_translations(self, form: Any) -> Any:
            """Our fields bring sentences of their own."""
            return None

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted as a form, and nothing else: a JSON body could hold any type in any place."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            if request.method not in ("POST", "PUT", "PATCH", "DELETE"):
                return None
            return request.form

    def submitted_ok(self) -> bool:
        """True when the form was sent and everything in it fits."""
        return self.is_submitted() and self.validate()

    def add_error(self, field: str | None, message: Any) -> None:
        """Say what does not fit: beside a field, or with None above the form."""
        if field is None:
            self.form_errors.append(message)
        else:
            self[field].errors = [*self[field].errors, message]

    @property
    def has_errors(self) -> bool:
        return bool(self.form_errors) or any(field.errors for field in self)

    @property
    def faulty(self) -> list[Field]:
        """The visible fields that have errors, in the order of the form."""
        return [field for field in self if field.errors and not isinstance(field, HiddenUuid)]


class Labelled:
    """What our fields share: the label, a hint, whether it must be filled, and German sentences."""

    kind = "text"

    def _prepare(self, required: bool | str, hint: Any) -> None:
        self.required = bool(required)
        self.hint = hint
        self.missing = _l("Bitte füllen Sie dieses Feld aus.") if isinstance(required, bool) else required
        if self.required:
            self.flags.required = True


class Text(Labelled, StringField):
    """One line of text. `max` counts characters; `required` may be the sentence to say when it is missing.

    `data` is the cleaned text, "" when nothing was typed.
    """

    lines = False

    def __init__(
        self, label: Any = None, max: int = 200, required: bool | str = False, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.max = max
        self._prepare(required, hint)

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list) -> None:
        self.data = clean(str(valuelist[0]), self.lines) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if self.required and blank(self.data):
            raise StopValidation(self.missing)
        if not self.lines and any(sign in self.data for sign in "\n\v\f\r\x85\u2028\u2029"):
            raise StopValidation(_("Bitte in eine einzige Zeile schreiben."))
        if UNREADABLE.search(self.data):
            raise StopValidation(_("Hier stehen Zeichen, die wir nicht lesen können (�). Bitte neu eintippen."))
        if len(self.data) > self.max:
            raise StopValidation(
                _("Höchstens %(most)d Zeichen, hier sind es %(typed)d.", most=self.max, typed=len(self.data))
            )
        if self.data:
            self.check()

    def check(self) -> None:
        """What a kind of text must also be. Raises ValidationError with the sentence to show."""

    def _value(self) -> str:
        return safe(self.data or "", self.lines)


class TextArea(Text):
    """Text of several lines; line ends become `\\n`."""

    kind = "textarea"
    lines = True
    widget = TextAreaWidget()

    def __init__(self, label: Any = None, max: int = 4000, **kwargs: Any) -> None:
        super().__init__(label, max, **kwargs)


def normalize_email(address: str) -> str:
    """The one way to write an address: lower case, the domain as mail servers want it (`xn--…` for umlauts).

    Raises ValueError for what is no address that ordinary mail servers take (RFC 5321 without SMTPUTF8).
    """
    try:
        found = email_validator.validate_email(
            address, check_deliverability=False, allow_smtputf8=False, strict=True, test_environment=True
        )
    except email_validator.EmailNotValidError as error:
        raise ValueError(str(error)) from error
    return (found.ascii_email or found.normalized).lower()


class Email(Text):
    """An e-mail address; `data` is normalised when it is one."""

    widget = EmailInput()

    def __init__(self, label: Any = _l("E-Mail-Adresse"), max: int = 254, **kwargs: Any) -> None:
        super().__init__(label, max, **kwargs)
        self.render_kw = {"autocomplete": "email", "dir": "ltr", "spellcheck": "false"} | (self.render_kw or {})

    def check(self) -> None:
        try:
            self.data = normalize_email(self.data)
        except ValueError:
            raise ValidationError(
                _("Das ist keine E-Mail-Adresse, an die wir schreiben können. Richtig wäre etwa name@example.org.")
            ) from None


class Phone(Text):
    """A telephone number as people write it. Numbers without country code are German."""

    widget = TelInput()

    def __init__(self, label: Any = _l("Telefonnummer"), max: int = 40, **kwargs: Any) -> None:
        super().__init__(label, max, **kwargs)
        self.render_kw = {"autocomplete": "tel", "dir": "ltr"} | (self.render_kw or {})

    def check(self) -> None:
        try:
            possible = phonenumbers.is_possible_number(phonenumbers.parse(self.data, "DE"))
        except phonenumbers.NumberParseException:
            possible = False
        if not possible:
            raise ValidationError(_("Das ist keine Telefonnummer. Richtig wäre etwa 030 23125 100 oder +43 1 23125."))


class Password(Text):
    """A password: taken exactly as it was typed, and never written back into the page.

    Whether it is good is for the model to say. Nothing is stripped or normalised (ASVS 6.2.8).
    """

    kind = "password"
    widget = PasswordInput(hide_value=True)

    def __init__(self, label: Any = _l("Passwort"), new: bool = False, max: int = 128, **kwargs: Any) -> None:
        super().__init__(label, max, **kwargs)
        self.render_kw = {"autocomplete": "new-password" if new else "current-password"} | (self.render_kw or {})

    def process_formdata(self, valuelist: list) -> None:
        self.data = str(valuelist[0]) if valuelist else ""

    def _value(self) -> str:
        return ""


class Offering(Labelled):
    """What fields with choices share. `choices` are pairs of value and label, given here or set in the view."""

    def __init__(
        self, label: Any = None, choices: Sequence = (), required: bool | str = False, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.choices = choices
        self._prepare(required, hint)

    @property
    def choices(self) -> list[SelectChoice]:
        return self._choices

    @choices.setter
    def choices(self, pairs: Sequence) -> None:
        self._choices = [SelectChoice(str(value), label) for value, label, *_rest in pairs]

    @property
    def values(self) -> set[str]:
        return {choice.value for choice in self.choices}


class Choice(Offering, SelectField):
    """One of several, as a select. A choice with the value "" allows to choose nothing."""

    kind = "select"

    def process_formdata(self, valuelist: list) -> None:
        self.data = str(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if self.data in self.values:
            return
        if not self.data:
            raise StopValidation(_("Bitte wählen Sie eine der Möglichkeiten."))
        raise StopValidation(_("Diese Möglichkeit gibt es hier nicht. Bitte wählen Sie eine andere."))


class Radio(Choice):
    """One of several, all in sight. Shown as a segment; `cards=True` as cards that unfold what they need."""

    kind = "radio"

    def __init__(self, label: Any = None, choices: Sequence = (), cards: bool = False, **kwargs: Any) -> None:
        super().__init__(label, choices, **kwargs)
        self.cards = cards


class Choices(Offering, SelectMultipleField):
    """Any number of several, as tick boxes. `data` is a list of values without repetition."""

    kind = "choices"

    def pre_validate(self, form: Any) -> None:
        self.data = list(dict.fromkeys(self.data or []))
        unknown = set(self.data) - self.values
        if unknown:
            raise StopValidation(
                ngettext(
                    "Eine der Möglichkeiten gibt es hier nicht. Bitte neu wählen.",
                    "%(num)d der Möglichkeiten gibt es hier nicht. Bitte neu wählen.",
                    len(unknown),
                )
            )
        if self.required and not self.data:
            raise StopValidation(_("Bitte wählen Sie mindestens eine Möglichkeit."))


class Tick(Labelled, BooleanField):
    """A box to tick. `required` means: must be ticked."""

    kind = "tick"

    def __init__(self, label: Any = None, required: bool | str = False, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self._prepare(required, hint)

    def pre_validate(self, form: Any) -> None:
        if self.required and not self.data:
            raise StopValidation(self.missing)

    def _value(self) -> str:
        return "y"


class Switch(Tick):
    """A switch: something that is on or off from the moment it is saved."""

    kind = "switch"


class HiddenUuid(Field):
    """A UUID that travels with the form. What is not a UUID is an error of the form; a fresh one takes its place."""

    kind = "hidden"
    widget = HiddenInput()
    label_text = ""

    def __init__(self, label: Any = "", version: int | None = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.version = version

    def process_formdata(self, valuelist: list) -> None:
        try:
            self.data = uuid.UUID(str(valuelist[0]))
            fits = str(self.data) == valuelist[0] and self.version in (None, self.data.version)
        except (ValueError, IndexError):
            fits = False
        if not fits:
            self.data = self.default() if callable(self.default) else self.default
            raise ValueError("not a UUID")

    def pre_validate(self, form: Any) -> None:
        if self.errors:
            form.form_errors.append(_("Das Formular war unvollständig. Bitte noch einmal absenden."))

    def _value(self) -> str:
        return str(self.data or "")


class CreateForm(Form):
    """A form that makes something. It carries the id of the new thing, so that sending it twice makes one thing."""

    id = HiddenUuid(version=7, default=uuid7)
