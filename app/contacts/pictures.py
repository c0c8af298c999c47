"""The picture of a person: columns and verbs of `Person` for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import DateTime, LargeBinary, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.audit import record
from tenants import TenantScoped, db, now, refers_to


class PersonPicture(TenantScoped, db.Model):
    """The picture of a person: a small WebP made by us, which `Person.picture_at` tells of."""

    __tablename__ = "person_picture"
    __table_args__ = (
        refers_to("person", "person_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "person_id"),
    )

    person_id: Mapped[uuid.UUID]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class WithPicture:
    """What of a person has to do with its picture."""

    if TYPE_CHECKING:
        id: uuid.UUID

        @classmethod
        def find_locked(cls, id: Any) -> Self | None: ...

    picture_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when it has the picture that it has now; None without one."""

    @property
    def picture(self) -> bytes | None:
        """The bytes (WebP); None without one."""
        return db.session.scalar(select(PersonPicture.data).where(PersonPicture.person_id == self.id))

    @classmethod
    def pictured(cls, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
        """Those among these ids that are persons with a picture, in one query; none at all for none."""
        wanted = [*ids]
        has_one = select(cls.id).where(cls.id.in_(wanted), cls.picture_at.is_not(None))
        return {*db.session.scalars(has_one)} if wanted else set()

    def set_picture(self, data: bytes) -> None:
        """Show this picture instead of any there is. `data` was made by make_picture()."""
        self._drop_picture()
        self.picture_at = now()
        db.session.add(PersonPicture(person_id=self.id, data=data, created_at=self.picture_at))
        db.session.flush()
        record("person.picture_changed", self)

    def remove_picture(self) -> None:
        """Take the picture away, if there is one."""
        if self._drop_picture():
            record("person.picture_removed", self)

    def _drop_picture(self) -> bool:
        """Whether there was one. Who does the same at once waits."""
        db.session.flush()
        type(self).find_locked(self.id)
        had, self.picture_at = self.picture_at is not None, None
        db.session.execute(delete(PersonPicture).where(PersonPicture.person_id == self.id))
        return had
