"""When two rows, or a row and a customer, are the same one: by customer number, else e-mail, else name and postcode."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.accounts.addresses import address_key
from app.customers.models import FIRM, PRIVATE
from app.customers.numbering import tidy
from app.customers.twins import twin_key
from app.web.forms import normalize_email
from app.web.text import UNREADABLE, clean

from .words import Unclear, read_word

COMPARED = ("number", "email", "kind", "company", "title", "first_name", "last_name", "postcode")
LONGEST = 300
"""Signs of a cell that are compared."""

PLAIN = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Identity:
    """By what a row is known again; "" for what it does not say."""

    number: str = ""
    email: str = ""
    twin: str = ""


def identity_of(cells: Mapping[str, str]) -> Identity:
    """From the cells of a row by their fields. What cannot be read is not compared."""
    said = {key: clean(cells[key][:LONGEST], False) for key in COMPARED if key in cells}
    said = {key: "" if UNREADABLE.search(text) else text for key, text in said.items()}
    get = lambda key: said.get(key, "")  # noqa: E731
    if kind_of(said) == FIRM:
        name = get("company")
    else:
        name = " ".join(filter(None, (get("title"), get("first_name"), get("last_name"))))
    return Identity(tidy(get("number")), _email(get("email")), twin_key(name, get("postcode")))


def kind_of(cells: Mapping[str, str]) -> str:
    """What the row says, else a firm where one is named."""
    try:
        said = read_word("kind", cells.get("kind", ""))
    except Unclear:
        said = ""
    return said or (FIRM if cells.get("company") else PRIVATE)


def _email(text: str) -> str:
    if PLAIN.fullmatch(text):  # as normalize_email() would have it, in a hundredth of the time
        return address_key(text)
    try:
        return address_key(normalize_email(text)) if text else ""
    except ValueError:
        return ""


@dataclass
class Seen:
    """The rows before the present one that stand for a customer, and all customer numbers of the file."""

    numbers_in_file: frozenset[str] = frozenset()
    numbers: dict[str, int] = field(default_factory=dict)
    emails: dict[str, int] = field(default_factory=dict)
    twins: dict[str, int] = field(default_factory=dict)
    customers: dict[uuid.UUID, int] = field(default_factory=dict)
    numbered: dict[int, int] = field(default_factory=dict)
    """Rows that have a customer number."""
    trail: list[tuple[dict, Any]] = field(default_factory=list)

    def add(self, row: int, identity: Identity, customer_id: uuid.UUID | None = None) -> None:
        """From now on this row is known."""
        if identity.number:
            self._note(self.numbers, identity.number, row)
            self._note(self.numbered, row, row)
        if identity.email:
            self._note(self.emails, identity.email, row)
        if identity.twin:
            self._note(self.twins, identity.twin, row)
        if customer_id is not None:
            self._note(self.customers, customer_id, row)

    def _note(self, part: dict, key: Any, row: int) -> None:
        if key not in part:
            part[key] = row
            self.trail.append((part, key))

    def undo(self, length: int) -> None:
        """Forget what was added since `trail` had this length."""
        while len(self.trail) > length:
            part, key = self.trail.pop()
            del part[key]

    def same(self, identity: Identity) -> Iterator[int | None]:
        """The row that is the same one by number, by e-mail, by name and postcode: each None when there is none.

        Two rows with different numbers are two customers.
        """
        yield self.numbers.get(identity.number)
        for found in (self.emails.get(identity.email), self.twins.get(identity.twin)):
            yield None if identity.number and found in self.numbered else found

    def means_another(self, number: str, identity: Identity) -> bool:
        """Whether a customer with this number is another row's: then it is not this one's by e-mail or name."""
        return bool(identity.number) and number != identity.number and number in self.numbers_in_file


def recall(rows: Iterable[tuple[int, Identity]], accepted: Mapping[int, uuid.UUID | None]) -> Seen:
    """What was seen up to where the work goes on, and the numbers of the whole file; `accepted` as it was noted."""
    seen, numbers = Seen(), set()
    for row, identity in rows:
        numbers.add(identity.number)
        if row in accepted:
            seen.add(row, identity, accepted[row])
    seen.numbers_in_file = frozenset(numbers - {""})
    return seen
