"""The checklist of a task."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Protocol

from sqlalchemy import DateTime, Index, Integer, Text, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import NotFound

from app.audit import record
from tenants import TenantScoped, db, now, refers_to, to_one

MOST_ITEMS = 200


class TooManyItems(ValueError):
    """The checklist has MOST_ITEMS lines already."""


class Named(Protocol):
    """Whoever ticks something: somebody of the staff, or a person on the customer's side."""

    name: str


class ChecklistItem(TenantScoped, db.Model):
    """One line of a task's checklist; `done_by` is the name of who ticked it, as it was then."""

    __tablename__ = "checklist_item"
    __table_args__ = (
        refers_to("task", "task_id", ondelete="CASCADE"),
        Index(None, "tenant_id", "task_id", "place", "id"),
    )

    task_id: Mapped[uuid.UUID]
    text: Mapped[str] = mapped_column(Text)
    place: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    done_by: Mapped[str] = mapped_column(Text, default="")

    task = to_one("ChecklistItem", "Task", "task_id", back_populates="checklist")

    @property
    def done(self) -> bool:
        return self.done_at is not None

    def tick(self, by: Named) -> None:
        """Mark the line as done; who ticked it first stays."""
        if not self.done:
            self.done_at, self.done_by = now(), by.name
            record("task.item_ticked", self.task, item=self.text)

    def untick(self) -> None:
        if self.done:
            self.done_at, self.done_by = None, ""
            record("task.item_unticked", self.task, item=self.text)

    def rename(self, text: str) -> None:
        if text != self.text:
            record("task.item_renamed", self.task, before=self.text, item=text)
            self.text = text

    def move(self, step: int) -> None:
        """Change places with the line above (-1) or below (1); nothing happens at the ends. 404 when it is gone."""
        items = self.task.hold_checklist()
        if self not in items:
            raise NotFound
        here = items.index(self)
        there = here + step
        if 0 <= there < len(items):
            items[here], items[there] = items[there], items[here]
            for place, item in enumerate(items, 1):
                item.place = place

    def remove(self) -> None:
        record("task.item_removed", self.task, item=self.text)
        db.session.delete(self)
        db.session.flush()
        db.session.expire(self.task, ["checklist"])


class WithChecklist:
    """What a task does with its `checklist`."""

    checklist: Mapped[list[ChecklistItem]]

    def add_item(self, text: str, *, id: uuid.UUID | None = None) -> ChecklistItem:
        """Put a line at the end of the checklist; the one that is there already when the id is.

        Raises TooManyItems, and NotFound when a line of another task has the id.
        """
        items = self.hold_checklist()
        if known := next((item for item in items if item.id == id), None):
            return known
        if id is not None and ChecklistItem.find(id):
            raise NotFound
        if len(items) >= MOST_ITEMS:
            raise TooManyItems
        item = ChecklistItem(task_id=self.id, text=text, place=max((item.place for item in items), default=0) + 1)
        item.id = id or item.id
        db.session.add(item)
        db.session.flush()
        db.session.expire(self, ["checklist"])
        record("task.item_added", self, item=text)
        return item

    def hold_checklist(self) -> list[ChecklistItem]:
        """The lines as they are now; others who add or move some wait until this transaction ends."""
        cls = type(self)
        db.session.flush()
        held = select(cls.id).where(cls.id == self.id).with_for_update(key_share=True)
        if db.session.scalar(held) is None:
            raise NotFound
        db.session.expire(self, ["checklist"])
        return list(self.checklist)
