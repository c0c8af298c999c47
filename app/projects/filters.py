"""Which projects a list shows, and in which order."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from app.customers import search
from app.customers.models import Customer

from .choices import STATUSES, UNDONE

NOT_DONE, EVERY = "", "alle"
"""Besides the states: whatever is not done, and everything."""

ORDERS = ("name", "kunde", "ende")


@dataclass(frozen=True)
class Filters:
    """What is looked for; the empty filters let everything through."""

    query: str = ""
    status: str = EVERY
    customer_id: uuid.UUID | None = None
    staff_id: uuid.UUID | None = None
    overdue_on: date | None = None
    """Only what was to be done before this day and is not."""
    order: str = "name"
    """One of ORDERS; with a minus before it, the other way round."""

    @property
    def narrow(self) -> bool:
        """Whether anything but the state is asked for."""
        return bool(self.query or self.customer_id or self.staff_id or self.overdue_on)

    def applied(self, project: Any, member: Any, kind: str) -> Select:
        """The query for these projects. Which rows `project` and `member` are is said by the models."""
        query = select(project)
        if self.query:
            query = query.where(search.met(kind, self.query, project.id))
        if self.status in STATUSES:
            query = query.where(project.status == self.status)
        if self.status == NOT_DONE:
            query = query.where(project.status.in_(UNDONE))
        if self.customer_id:
            query = query.where(project.customer_id == self.customer_id)
        if self.staff_id:
            theirs = select(member.project_id).where(member.staff_id == self.staff_id)
            query = query.where(project.id.in_(theirs))
        if self.overdue_on:
            query = query.where(project.ends_on < self.overdue_on, project.status.in_(UNDONE))
        return self._ordered(query, project)

    def _ordered(self, query: Select, project: Any) -> Select:
        key, backward = self.order.removeprefix("-"), self.order.startswith("-")
        first: Any = project.sort_key
        if key == "kunde":
            query = query.join(project.customer)
            first = Customer.sort_key
        elif key == "ende":
            first = project.ends_on
        first = first.desc() if backward else first.asc()
        return query.order_by(first.nulls_last() if key == "ende" else first, project.sort_key, project.id)
