"""The member list of an agency."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Boolean, DateTime, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants import TenantScoped, db, now, refers_to


class MemberList(TenantScoped, db.Model):
    """How the agency shows its members; without a row, and until it is public, it shows nobody."""

    __tablename__ = "member_list"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    public: Mapped[bool] = mapped_column(Boolean, default=False)
    title: Mapped[str] = mapped_column(Text, default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[str] = mapped_column(Text, default="")
    """Keys of what is shown of each member, apart by spaces."""
    by_group: Mapped[bool] = mapped_column(Boolean, default=False)
    pictures: Mapped[bool] = mapped_column(Boolean, default=False)
    findable: Mapped[bool] = mapped_column(Boolean, default=False)
    """Search engines may list the page."""
    sites: Mapped[str] = mapped_column(Text, default="")
    """Origins of websites that may show it in a frame, apart by spaces."""
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class MemberListGroup(TenantScoped, db.Model):
    """A group whose customers the list shows; without any, those of all groups."""

    __tablename__ = "member_list_group"
    __table_args__ = (
        refers_to("customer_group", "group_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "group_id"),
    )

    group_id: Mapped[uuid.UUID]


class CustomerPicture(TenantScoped, db.Model):
    """The picture or logo of a customer: a small WebP made by us."""

    __tablename__ = "customer_picture"
    __table_args__ = (
        refers_to("customer", "customer_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "customer_id"),
    )

    customer_id: Mapped[uuid.UUID]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
