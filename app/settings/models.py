"""The logo of an agency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, db, now


class AgencyLogo(TenantScoped, db.Model):
    """The one logo of the agency: made anew by us, which `Tenant.logo_at` tells of."""

    __tablename__ = "agency_logo"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
