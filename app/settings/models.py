"""The logo of an agency."""

from __future__ import annotations

import struct
from datetime import datetime

from sqlalchemy import DateTime, LargeBinary, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.audit import record
from tenants import Tenant, TenantScoped, current_tenant, current_tenant_id, db, now


class AgencyLogo(TenantScoped, db.Model):
    """The one logo of the agency: a small PNG made by us, which `Tenant.logo_at` tells of."""

    __tablename__ = "agency_logo"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    @classmethod
    def load(cls) -> bytes | None:
        """The bytes of the logo of the current agency (PNG); None without one."""
        return db.session.scalar(select(cls.data))

    @classmethod
    def set(cls, data: bytes) -> None:
        """Give the agency this logo instead of any it has. `data` was made by make_logo()."""
        tenant = cls._hold()
        db.session.execute(delete(cls))
        tenant.logo_at, (tenant.logo_width, tenant.logo_height) = now(), size_of(data)
        db.session.add(cls(data=data, created_at=tenant.logo_at))
        db.session.flush()
        record("agency.logo_changed", tenant)

    @classmethod
    def remove(cls) -> None:
        """Take the logo away, if there is one."""
        tenant = cls._hold()
        if tenant.logo_at:
            db.session.execute(delete(cls))
            tenant.logo_at = tenant.logo_width = tenant.logo_height = None
            record("agency.logo_removed", tenant)

    @staticmethod
    def _hold() -> Tenant:
        """The agency. Who does the same at once waits."""
        db.session.flush()
        held = select(Tenant).where(Tenant.id == current_tenant_id()).with_for_update(key_share=True)
        db.session.execute(held.execution_options(populate_existing=True))
        return current_tenant()


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height in dots, as the head of a PNG says (PNG, 11.2.2)."""
    return struct.unpack(">II", png[16:24])
