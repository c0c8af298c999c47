"""What is chosen for an import: the file, how it is read, what its columns become, who is invited."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation
from wtforms.widgets import FileInput

from app.files.fields import Files
from app.files.sizes import size_text
from app.web.forms import Choice, Choices, CreateForm, Form, Radio, Tick

from .columns import TARGETS
from .decoding import ENCODINGS, NoTable
from .models import CustomerImport
from .reading import SEPARATORS
from .shape import Reading, Survey
from .table import MOST_COLUMNS, survey
from .verbs import FILL, OVERWRITE, SKIP

MOST_BYTES = 20_000_000
COLUMN = "column_"


class TableFile(Files):
    """One file with a table. `seen` is what was seen in it."""

    widget = FileInput()
    seen: Survey

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flags.multiple = False

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            raise StopValidation(self.missing)
        if len(self.data) > 1:
            raise StopValidation(_("Bitte wählen Sie nur eine Datei aus."))
        if self.data[0].size > MOST_BYTES:
            raise StopValidation(
                _("Die Datei ist zu groß: Sie darf höchstens %(most)s haben.", most=size_text(MOST_BYTES))
            )
        try:
            self.seen = survey(self.content)
        except NoTable as fault:
            raise StopValidation(str(fault)) from None

    @cached_property
    def content(self) -> bytes:
        return self.data[0].stream.read()

    @property
    def limits(self) -> dict[str, Any]:
        words = _("Eine CSV-Datei, höchstens %(most)s.", most=size_text(MOST_BYTES))
        return {"count": 1, "size": MOST_BYTES, "whole": MOST_BYTES, "words": words}


class ImportForm(CreateForm):
    """The file."""

    file = TableFile(_l("CSV-Datei"), required=_l("Bitte wählen Sie eine Datei aus."))


class ReadingForm(Form):
    """How the file is read, where the guess was wrong."""

    encoding = Choice(_l("Zeichensatz"))
    separator = Choice(_l("Trennzeichen"))
    heading = Tick(_l("Die erste Zeile enthält Überschriften"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.encoding.choices = list(ENCODINGS.items())
        self.separator.choices = [(_SIGNS[sign], label) for sign, label in SEPARATORS.items()]

    @classmethod
    def of(cls, imported: CustomerImport, **options: Any) -> ReadingForm:
        return cls(
            encoding=imported.encoding, separator=_SIGNS[imported.separator], heading=imported.heading, **options
        )

    @property
    def reading(self) -> Reading:
        sign = next(sign for sign, word in _SIGNS.items() if word == self.separator.data)
        return Reading(self.encoding.data, sign, self.heading.data)


_SIGNS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
"""Words for separators: a form cannot send a tab that is kept."""


class MappingForm(Form):
    """What each column becomes, and what happens to customers that are there already."""

    mode = Radio(
        _l("Kunden, die es schon gibt"),
        choices=[
            (OVERWRITE, _l("Ergänzen und überschreiben")),
            (FILL, _l("Nur leere Felder füllen")),
            (SKIP, _l("Überspringen")),
        ],
        default=FILL,
    )
    groups = Choices(_l("Gruppen für neue Kunden"))

    def offer_groups(self, rubrics: Iterable[Any]) -> None:
        """Let the groups of these Rubriken be ticked."""
        self.groups.choices = [(str(group.id), group.name) for rubric in rubrics for group in rubric.groups]

    @property
    def columns(self) -> list[Any]:
        """The fields for the columns, in the order of the file."""
        return [field for field in self if field.name.startswith(COLUMN)]

    @property
    def mapping(self) -> dict[str, str]:
        """The field that a column fills, by the number of the column; those left out are missing."""
        return {field.name.removeprefix(COLUMN): field.data for field in self.columns if field.data}

    @property
    def options(self) -> dict[str, Any]:
        return {"mode": self.mode.data, "groups": self.groups.data}

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        super().validate(*args, **kwargs)
        first: dict[str, Any] = {}
        for field in self.columns:
            if field.data and not field.errors and (before := first.setdefault(field.data, field)) is not field:
                self.add_error(field.name, _(
                    "„%(target)s“ kommt schon aus der Spalte „%(column)s“. Bitte wählen Sie nur eine von beiden.",
                    target=TARGETS[field.data].label, column=before.label.text,
                ))  # fmt: skip
        if not self.has_errors and not {"company", "first_name", "last_name", "number", "email"} & {*first}:
            self.form_errors.append(
                _("Bitte ordnen Sie mindestens Firma, Nachname, Kundennummer oder E-Mail-Adresse einer Spalte zu.")
            )
        return not self.has_errors


def mapping_form(imported: CustomerImport, preselected: Iterable[str]) -> MappingForm:
    """The form for the columns of one import. Columns in which nothing stands are not offered."""
    offered = [("", _("nicht übernehmen")), *((key, target.label) for key, target in TARGETS.items())]
    filled = [(number, one) for number, one in enumerate(imported.columns) if one["samples"]][:MOST_COLUMNS]
    fields = {
        f"{COLUMN}{number}": Choice(column["name"], choices=offered, hint=" · ".join(column["samples"]))
        for number, column in filled
    }
    kind = type("MappingFormOfImport", (MappingForm,), fields)
    chosen = {f"{COLUMN}{number}": field for number, field in imported.mapping.items()}
    start = {name: chosen.get(name, "") for name in fields}
    options = {"mode": FILL, "groups": list(preselected)} | imported.options
    return kind(data=start | {name: options[name] for name in ("mode", "groups")})


class InvitationsForm(Form):
    """Who of those on one page gets an invitation."""

    contacts = Choices(_l("Einladen"))

    def offer(self, contacts: Iterable[Any]) -> None:
        self.contacts.choices = [(str(contact.id), contact.person.name) for contact in contacts]
