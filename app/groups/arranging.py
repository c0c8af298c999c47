"""What Rubriken and groups share: a name that is taken once, and a place in an order. Who arranges them takes turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import NotFound

from app.audit import record
from tenants import Tenant, current_tenant_id, db


class NameTaken(ValueError):
    """Another Rubrik, or another group of the same Rubrik, has the name."""


class Arranged:
    """Mixed into models with `name` and `place`; `kind` begins their verbs in the log."""

    kind: str
    id: Any
    place: Any

    def siblings(self) -> Select[tuple[Self]]:
        """Those among which it has its place, in their order, itself included."""
        raise NotImplementedError

    def move_to(self, place: int) -> None:
        """Stand at this place among its siblings, counted from 0; beyond the end is the end."""
        self.hold()
        before = list(db.session.scalars(self.siblings().execution_options(populate_existing=True)))
        after = [one for one in before if one is not self]
        after.insert(place, self)
        if after == before:
            return
        for number, one in enumerate(after):
            one.place = number
        db.session.flush()
        record(f"{self.kind}.reordered", self)

    def hold(self) -> None:
        """See it as it is now, until this transaction ends. 404 when somebody has just deleted it."""
        cls, wanted = type(self), self.id
        take_turns()
        db.session.expire(self)
        if db.session.scalar(select(cls.id).where(cls.id == wanted)) is None:
            raise NotFound


def take_turns() -> None:
    """Let others who arrange Rubriken and groups of this agency wait until this transaction ends."""
    db.session.flush()
    db.session.execute(select(Tenant.id).where(Tenant.id == current_tenant_id()).with_for_update(key_share=True))


@contextmanager
def named_once() -> Iterator[None]:
    """What is written within bears a name of its own. Raises NameTaken; then nothing of it was written."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        if "_name" in str(error.orig):
            raise NameTaken from error
        raise
