"""Fields for typing: stripped and normalised to NFC (but for passwords), readable, and capped in length."""

from __future__ import annotations

from typing import Any

import email_validator
import phonenumbers
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import EmailInput, PasswordInput, TelInput
from wtforms.widgets import TextArea as TextAreaWidget

from .text import UNREADABLE, blank, clean, safe


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
        # the library dials letters as on a keypad: „0431 23125 abends“ would become a number nobody has
        if not possible or any(sign.isalpha() for sign in self.data):
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
