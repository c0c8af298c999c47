"""Fields for choosing. What was not offered is refused with a sentence beside the field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import BooleanField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import StopValidation

from .fields import Labelled


class Offering(Labelled):
    """What fields with choices share.

    `choices` are pairs of value and label, given here or set in the view; a third word names the group of a pair.
    """

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
        self._choices = [
            SelectChoice(str(value), label, optgroup=next(iter(rest), None)) for value, label, *rest in pairs
        ]
        self._values = {choice.value for choice in self._choices}

    @property
    def values(self) -> set[str]:
        return self._values


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
