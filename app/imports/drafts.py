"""From the cells of a row to what a customer would become: by the very form in which one is typed in."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import MultiDict

from app.accounts.addresses import address_key
from app.contacts.forms import ContactForm
from app.customers.models import Customer
from app.customers.new_forms import NewCustomerForm
from app.customers.sorting import fold
from app.groups.models import Group
from app.staff.picking import colleagues
from app.web.text import safe
from tenants import db

from .columns import TARGETS
from .identity import Identity, identity_of, kind_of
from .reading import Record
from .table import Table
from .words import Unclear, read_word

FIELDS = {"responsible": "responsible_id"}
"""Fields of the form that are called otherwise than the target."""

LABEL = 120


class RowForm(NewCustomerForm):
    """The form „Neuen Kunden anlegen“, filled in by a row."""

    id = same_person = None
    position = ContactForm.position


@dataclass
class Draft:
    """What one row says: its cells by field (only those with content), and what is wrong with it."""

    number: int
    cells: dict[str, str]
    identity: Identity = field(default_factory=Identity)
    faults: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    """The values of the form that the cells stand for."""
    groups: list[uuid.UUID] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Whom the row speaks of."""
        name = " ".join(filter(None, (self.cells.get("first_name"), self.cells.get("last_name"))))
        who = self.cells.get("company") or name or self.cells.get("email") or self.cells.get("number", "")
        return safe(who)[:LABEL]


TYPED_FOR_HOURS = ("first_day", "last_day", "from_hour", "to_hour")
"""Fields that only help to choose hours on the page."""


class Drafter:
    """Reads rows of one import. Before each batch refresh() has it see the agency as it is then."""

    def __init__(self, table: Table, mapping: Mapping[str, str]) -> None:
        self._table = table
        self._fields = {int(column): field for column, field in mapping.items() if field in TARGETS}
        self._form = RowForm(formdata=None)
        for name in TYPED_FOR_HOURS:
            del self._form[name]
        self._blank = {one.name: one.data for one in self._form if isinstance(one.data, str)}
        self.refresh()

    def refresh(self) -> None:
        """Ask for staff and groups anew."""
        staff = colleagues()
        self._form.offer_staff(staff)
        self._staff = {address_key(member.email): str(member.id) for member in staff}
        self._groups = _group_names() if "groups" in self._fields.values() else {}

    def cells(self, row: Record) -> dict[str, str]:
        """The cells that are taken over and say something, by their fields."""
        found = {key: row.cells[column] for column, key in self._fields.items() if column < len(row.cells)}
        return {key: text.strip() for key, text in found.items() if text.strip()}

    def draft(self, row: Record) -> Draft:
        """What the row says, its words read."""
        draft = Draft(row.number, self.cells(row))
        if fault := self._table.fault(row):
            draft.faults.append(fault)
            return draft
        draft.identity = identity_of(draft.cells)
        for key, text in draft.cells.items():
            try:
                self._read(draft, key, text)
            except Unclear as unclear:
                draft.faults.append(f"{TARGETS[key].label}: {unclear}")
        return draft

    def fill_in(self, draft: Draft, customer: Customer | None = None, person: Any = None) -> RowForm:
        """The form as the row fills it in, over what is known of the customer. Its faults are added to the draft.

        What was wrong before, and is not spoken of in the row, is no fault of the row.
        """
        typed = self._blank | {"kind": kind_of(draft.cells)}
        for known in (customer, person):
            typed |= _texts(known, typed) if known is not None else {}
        if customer is not None:
            typed["kind"], typed["in_lists"] = customer.kind, "ja" if customer.in_lists else "nein"
        typed |= {FIELDS.get(key, key): value for key, value in draft.words.items() if value}
        form = self._form
        form.form_errors = []
        form.process(MultiDict(typed))
        form.validate()
        said = {FIELDS.get(key, key) for key in draft.cells}
        for name, sentences in form.all_errors.items():
            if customer is None or name in said:
                label = f"{form[name].label.text}: " if name in said else ""
                draft.faults += [f"{label}{sentence}" for sentence in sentences]
        return form

    def _read(self, draft: Draft, key: str, text: str) -> None:
        if key == "groups":
            draft.groups = self._groups_in(text)
        elif key == "responsible":
            if not (id := self._staff.get(address_key(text))):
                raise Unclear(_("Mit dieser Adresse gibt es keinen Mitarbeiter."))
            draft.words[key] = id
        else:
            draft.words[key] = read_word(key, text)

    def _groups_in(self, text: str) -> list[uuid.UUID]:
        found = []
        for name in filter(None, (part.strip() for part in text.replace("|", ",").split(","))):
            ids = self._groups.get(_plain(name), [])
            if not ids:
                raise Unclear(_("Die Gruppe „%(name)s“ gibt es nicht.", name=safe(name)[:80]))
            if len(ids) > 1:
                raise Unclear(_("Die Gruppe „%(name)s“ gibt es mehrmals. Richtig wäre „Rubrik: Gruppe“.", name=name))
            found.append(ids[0])
        return found


def _texts(known: Any, names: Mapping[str, str]) -> dict[str, str]:
    """What is known already, as the form has it. The names of a firm's person are laid over the firm's empty ones."""
    values = {name: getattr(known, name, None) for name in names}
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def _group_names() -> dict[str, list[uuid.UUID]]:
    """The ids of groups by name, alone and with that of the Rubrik."""
    found = defaultdict(list)
    for group in db.session.scalars(select(Group).options(joinedload(Group.rubric))):
        found[_plain(group.name)].append(group.id)
        found[_plain(f"{group.rubric.name}: {group.name}")].append(group.id)
    return found


def _plain(name: str) -> str:
    return " ".join(fold(name).replace(" :", ":").split())
