"""The picture of a person."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import DateTime, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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
