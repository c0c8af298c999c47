"""What is done with Rubriken and groups."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Self

from sqlalchemy import Select, func, select

from app.audit import record
from tenants import db, uuid7

from .arranging import Arranged, named_once, take_turns


class NotEmpty(ValueError):
    """The Rubrik has groups, and it was not said where they go."""


class RubricVerbs(Arranged):
    """Making, renaming, ordering and deleting a Rubrik."""

    kind = "rubric"
    name: Any
    groups: Any

    @classmethod
    def add(cls, *, id: uuid.UUID | None = None, name: str) -> Self:
        """A Rubrik at the end; the one that is there already when the id is. Raises NameTaken."""
        take_turns()
        if id is not None and (known := cls.find(id)):  # type: ignore[attr-defined]
            return known
        last = db.session.scalar(select(func.max(cls.place)))
        rubric = cls(id=id or uuid7(), name=name, place=0 if last is None else last + 1)  # type: ignore[call-arg]
        with named_once():
            db.session.add(rubric)
        record("rubric.created", rubric)
        return rubric

    def rename(self, name: str) -> None:
        """Raises NameTaken."""
        self.hold()
        if name == self.name:
            return
        before = self.name
        with named_once():
            self.name = name
        record("rubric.renamed", self, before=before)

    def remove(self, heir: RubricVerbs | None = None) -> None:
        """Delete it, after its groups have moved to `heir`. Raises NotEmpty, and NameTaken when `heir` has their names.

        404 when somebody has just deleted the heir.
        """
        self.hold()
        if self.groups and heir is None:
            raise NotEmpty
        with db.session.begin_nested():
            for group in list(self.groups):
                group.update(rubric=heir)
        record("rubric.removed", self)
        db.session.delete(self)
        db.session.flush()

    def siblings(self) -> Select[tuple[Self]]:
        cls = type(self)
        return select(cls).order_by(cls.place, cls.name)


class GroupVerbs(Arranged):
    """Making, changing, ordering and deleting a group, and what it opens."""

    kind = "group"
    name: Any
    rubric: Any
    rubric_id: Any
    keys: Any
    open: Any
    close: Any
    opens_all: Any
    customers: Any

    @classmethod
    def add(cls, *, id: uuid.UUID | None = None, rubric: RubricVerbs, name: str, **values: Any) -> Self:
        """A group at the end of a Rubrik; the one that is there already when the id is. Raises NameTaken.

        It opens nothing yet. 404 when somebody has just deleted the Rubrik.
        """
        rubric.hold()
        if id is not None and (known := cls.find(id)):  # type: ignore[attr-defined]
            return known
        group: Any = cls(id=id or uuid7(), rubric_id=rubric.id, name=name, **values)
        group.place = cls._end_of(rubric)
        with named_once():
            db.session.add(group)
        db.session.expire(rubric, ["groups"])
        record("group.created", group, rubric=rubric.name)
        return group

    def update(self, *, rubric: Any = None, **values: Any) -> None:
        """Change its data; in another Rubrik it stands at the end. Raises NameTaken; 404 when the Rubrik is gone."""
        self.hold()
        moves = rubric is not None and rubric.id != self.rubric_id
        changed = sorted(name for name, value in values.items() if getattr(self, name) != value)
        left = self.rubric
        if moves:
            rubric.hold()
            values |= {"rubric_id": rubric.id, "place": self._end_of(rubric)}
        with named_once():
            for name, value in values.items():
                setattr(self, name, value)
        if moves:
            db.session.expire(self, ["rubric"])
            for each in (left, rubric):
                db.session.expire(each, ["groups"])
            record("group.moved", self, rubric=rubric.name)
        if changed:
            record("group.changed", self, fields=changed)

    def open_exactly(self, sections: Iterable[str]) -> None:
        """Open these sections and no others."""
        self.hold()
        self._open_all(False)
        wanted, present = {*sections}, self.keys
        if more := wanted - present:
            self.open(*more)
        if fewer := present - wanted:
            self.close(*fewer)

    def open_everything(self) -> None:
        """Open every section, those of later versions too; what was opened one by one stays noted."""
        self.hold()
        self._open_all(True)

    def remove(self) -> None:
        """Delete it; its customers stay, without what it alone opened."""
        self.hold()
        record("group.removed", self, customers=self.customers)
        db.session.delete(self)
        db.session.flush()

    def siblings(self) -> Select[tuple[Self]]:
        cls = type(self)
        return select(cls).where(cls.rubric_id == self.rubric_id).order_by(cls.place, cls.name)

    # private

    @classmethod
    def _end_of(cls, rubric: Any) -> int:
        last = db.session.scalar(select(func.max(cls.place)).where(cls.rubric_id == rubric.id))
        return 0 if last is None else last + 1

    def _open_all(self, everything: bool) -> None:
        if self.opens_all != everything:
            self.opens_all = everything
            db.session.flush()
            record("group.opened_all" if everything else "group.limited", self)
