"""How a customer appears in public: whether it agreed to stand in member lists, and since when it has a picture."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import DateTime, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.audit import record, register_verbs
from tenants import now

register_verbs(
    {
        "customer.withdrew_from_lists": _l("{actor} hat {object} aus den Mitgliederlisten genommen."),
        "customer.agreed_to_lists": _l("{actor} hat zugestimmt, dass {object} in Mitgliederlisten steht."),
        "customer.agreement_noted": _l("{actor} hat festgehalten, dass {object} neu zugestimmt hat."),
    }
)


class NotAgreed(ValueError):
    """The customer took itself out of the member lists, and nobody has said that it agreed anew."""


class Presence:
    """For the customer. What it took back itself, nobody of the staff can silently give again."""

    withdrawn_by: Mapped[str] = mapped_column(Text, default="")
    """Who of the customer's people took it out of the member lists, by the name of then."""
    picture_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When its present picture was stored; None without a picture."""

    @validates("in_lists")
    def _only_what_it_agreed_to(self, _key: str, listed: bool) -> bool:
        if listed and self.withdrawn_at:
            raise NotAgreed
        return listed

    def withdraw_from_lists(self, person: Any) -> None:
        """Show it in no member list any more, at the wish of `person`, one of its own people."""
        if self.in_lists:
            self.in_lists, self.withdrawn_at, self.withdrawn_by = False, now(), person.name
            record("customer.withdrew_from_lists", self, actor=person)

    def agree_to_lists(self, person: Any = None) -> None:
        """Show it in member lists: `person` of its own people agrees, or the staff note that it has agreed (None)."""
        if not self.in_lists:
            self.withdrawn_at, self.withdrawn_by = None, ""
            self.in_lists = True
            record("customer.agreed_to_lists" if person else "customer.agreement_noted", self, actor=person)
