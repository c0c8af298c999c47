"""Since when customers may be let see something."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import Mapped, mapped_column, validates

from tenants import now


class Shown:
    """For rows that have `visible`: keeps the moment in which it was last ticked, for „Neu seit Ihrem letzten Besuch“.

    The moment stays when the row is hidden again; `visible` alone says whether it is seen.
    """

    shown_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @validates("visible")
    def _note_since_when(self, _key: str, visible: bool) -> bool:
        if visible and not self.visible:
            self.shown_at = now()
        return visible
