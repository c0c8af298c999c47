"""Showing a project or task to its customer, with what was said there before or without it.

Features above register how what is theirs stays internal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from sqlalchemy import Select, false, select

from app.access import reaches
from app.access.showing import Shown
from app.audit import record
from app.contacts.models import Contact
from tenants import db

SECTION = "projects"
"""The section of the portal in which customers see projects and tasks."""

_keepers: list[Callable[[Any], None]] = []


class ShownWithContents(Shown):
    """For what is shown together with what was written and filed there: projects and tasks."""

    @classmethod
    def visible_to(cls: Any, contact: Contact) -> Select[tuple[Self]]:
        """Those that a contact sees in the portal: of its customer, „für den Kunden sichtbar“, and Projekte reached.

        For a task it does not matter whether its project is shown (PRODUCT, "Portal").
        """
        if not reaches(contact, SECTION):
            return select(cls).where(false())
        return select(cls).where(cls.customer_id == contact.customer_id, cls.visible)

    def show(self: Any, keep_internal: bool = False) -> None:
        """Let the customer see it; `keep_internal` makes internal what was written and filed there before."""
        if self.visible:
            return
        if keep_internal:
            keep_earlier_internal(self)
        self.visible = True
        db.session.flush()
        record(f"{self.__tablename__}.shown", self, kept_internal=keep_internal)
        self._tell_customer(f"{self.__tablename__}_new")

    def hide(self: Any) -> None:
        """Take it out of the customer's sight."""
        if self.visible:
            self.visible = False
            db.session.flush()
            record(f"{self.__tablename__}.hidden", self)


def when_kept_internal(keep: Callable[[Any], None]) -> Callable[[Any], None]:
    """Have `keep(place)` called before a project or task is shown whose earlier contents shall stay internal."""
    if keep not in _keepers:
        _keepers.append(keep)
    return keep


def keep_earlier_internal(place: Any) -> None:
    """Make internal what would otherwise become visible with the place."""
    for keep in _keepers:
        keep(place)
