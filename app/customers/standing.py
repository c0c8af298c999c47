"""Whether a customer is there at all: locked, unlocked, deleted. The columns and verbs of `Customer` for it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from sqlalchemy import DateTime, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import NotFound

from app.audit import record, register_verbs
from tenants import db, now

from . import search
from .locking import locked
from .removal import StillKept, kept_by, take_away

register_verbs(
    {
        "customer.locked": _l("{actor} hat den Kunden {object} gesperrt."),
        "customer.unlocked": _l("{actor} hat den Kunden {object} entsperrt."),
        "customer.removed": _l("{actor} hat den Kunden {object} ({number}) gelöscht."),
    }
)


class Standing:
    """What of a customer has to do with its being there."""

    if TYPE_CHECKING:
        id: uuid.UUID
        name: str
        number: str

    locked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when nobody of it gets into the portal as its contact."""

    def lock(self) -> None:
        """Keep everybody of the customer out of the portal, as far as they are its contacts, until unlock().

        Who is contact nowhere else is signed out at once and cannot sign in; passwords and invitations wait.
        """
        self._hold()
        if not self.locked_at:
            self.locked_at = now()
            record("customer.locked", self)
            db.session.flush()
            locked(self)

    def unlock(self) -> None:
        """Let them in again: whose password or link still holds needs no new one."""
        self._hold()
        if self.locked_at:
            self.locked_at = None
            record("customer.unlocked", self)
            db.session.flush()

    def remove(self) -> None:
        """Delete the customer on which nothing hangs, with its contacts and those persons who are contact nowhere else.

        Raises StillKept, and NotFound when somebody has just deleted it. What was agreed to by its people stays: it
        is the proof.
        """
        self._hold(against_contents=True)
        if by := kept_by(self):
            raise StillKept(by)
        record("customer.removed", self, number=self.number)
        take_away(self)
        search.forget(self.id)
        try:
            with db.session.begin_nested():
                db.session.delete(self)
        except IntegrityError as error:
            raise StillKept([]) from error

    # private

    def _hold(self, against_contents: bool = False) -> None:
        """Let whoever changes it at once wait; with `against_contents` also who hangs something on it.

        The row is read anew; 404 when somebody has just deleted it.
        """
        db.session.flush()
        held = select(type(self)).where(type(self).id == self.id).with_for_update(key_share=not against_contents)
        if db.session.scalar(held.execution_options(populate_existing=True)) is None:
            raise NotFound
