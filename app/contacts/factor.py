"""The second factor of persons: what is noted of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.factor import WithSecondFactor
from app.audit import record

from . import mails

if TYPE_CHECKING:
    from .persons import Person


class PersonFactor(WithSecondFactor):
    """What of a person has to do with its second factor."""

    def note_second_factor(self: Person, what: str) -> None:
        record(f"person.second_factor_{what}", self)
        mails.second_factor(self, what)
