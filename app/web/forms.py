"""Forms: what may be typed, and what is said when it does not fit. Nothing typed is ever lost.

Every text field strips, normalises to NFC, refuses what no person types (NUL and other control characters, halves of
surrogate pairs, marks that turn the direction of text, U+FFFD) and caps its length. CSRF is checked once for every POST
before the view runs, not by each form.
"""

from __future__ import annotations

import uuid
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from tenants import uuid7

from .choices import Choice, Choices, Radio, Switch, Tick
from .days import Day
from .fields import Email, Password, Phone, Text, TextArea, normalize_email

__all__ = [
    "STEP", "Choice", "Choices", "CreateForm", "Day", "Email", "Form", "HiddenUuid", "Password", "Phone", "Radio",
    "Switch", "Text", "TextArea", "Tick", "ValidationError", "normalize_email",
]  # fmt: skip

STEP = "schritt"
"""Name of the buttons that only bring a form back with something more in it, without saving anything."""


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
    def all_errors(self) -> dict[str, list[str]]:
        """Every sentence by the name of its field, those about the form under ""."""
        said = {field.name: [str(error) for error in field.errors] for field in self if field.errors}
        return said | ({"": [str(error) for error in self.form_errors]} if self.form_errors else {})

    @property
    def faulty(self) -> list[Field]:
        """The visible fields that have errors, in the order of the form."""
        return [field for field in self if field.errors and not isinstance(field, HiddenUuid)]


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
