"""The member list of an agency, and the pictures of customers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Boolean, DateTime, LargeBinary, Text, UniqueConstraint, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from app.audit import record
from app.customers.models import Customer
from app.groups.models import Group
from tenants import TenantScoped, current_tenant_id, db, now, refers_to, uuid7

from . import log  # noqa: F401 (the sentences belong to the verbs)


class MemberList(TenantScoped, db.Model):
    """How the agency shows its members; without a row, and until it is switched on, it shows nobody."""

    __tablename__ = "member_list"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    public: Mapped[bool] = mapped_column(Boolean, default=False)
    """Everybody may see it on the web."""
    in_portal: Mapped[bool] = mapped_column(Boolean, default=False)
    """Customers see it in the portal, those to whom a group opens it."""
    title: Mapped[str] = mapped_column(Text, default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[str] = mapped_column(Text, default="")
    """Keys of what is shown of each member besides its name, apart by spaces."""
    all_groups: Mapped[bool] = mapped_column(Boolean, default=True)
    """Else only customers in one of the chosen groups: when these are deleted, nobody is left."""
    by_group: Mapped[bool] = mapped_column(Boolean, default=False)
    pictures: Mapped[bool] = mapped_column(Boolean, default=False)
    findable: Mapped[bool] = mapped_column(Boolean, default=False)
    """Search engines may list the page."""
    sites: Mapped[str] = mapped_column(Text, default="")
    """Origins of websites that may show it in a frame, apart by spaces."""
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    @classmethod
    def current(cls) -> MemberList:
        """That of the agency; as long as nothing was saved one that is off, and that no table has."""
        return db.session.scalar(select(cls)) or cls(**OFF)

    @classmethod
    def stands_in_portal(cls) -> bool:
        """Whether the agency shows it in the portal at all."""
        return bool(db.session.scalar(select(cls.in_portal)))

    @classmethod
    def change(cls, groups: Iterable[Group] = (), **values: Any) -> MemberList:
        """Set up the one list of the agency. Who does the same at once waits; the later one holds."""
        row = {"id": uuid7(), "tenant_id": current_tenant_id(), "changed_at": now(), **OFF}
        db.session.execute(insert(cls).values(row).on_conflict_do_nothing())
        present = db.session.scalars(select(cls).with_for_update().execution_options(populate_existing=True)).one()
        changed = sorted(name for name, value in values.items() if getattr(present, name) != value)
        for name in changed:
            setattr(present, name, values[name])
        if MemberListGroup.set(groups):
            changed.append("groups")
        if changed:
            present.changed_at = now()
            record("member_list.changed", present, fields=", ".join(changed))
        return present

    @property
    def keys(self) -> set[str]:
        """What is shown of each member besides its name."""
        return set(self.fields.split())

    @property
    def origins(self) -> list[str]:
        """The websites that may show it in a frame."""
        return self.sites.split()

    @property
    def heading(self) -> str:
        return self.title or _("Mitglieder")

    @property
    def groups(self) -> Sequence[uuid.UUID]:
        """The chosen groups."""
        return db.session.scalars(select(MemberListGroup.group_id)).all()


OFF: dict[str, Any] = {
    "public": False, "in_portal": False, "title": "", "intro": "", "fields": "", "all_groups": True,
    "by_group": False, "pictures": False, "findable": False, "sites": "",
}  # fmt: skip
"""What holds until something is saved."""


class MemberListGroup(TenantScoped, db.Model):
    """A group whose customers the list shows, unless it shows those of all groups."""

    __tablename__ = "member_list_group"
    __table_args__ = (
        refers_to("customer_group", "group_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "group_id"),
    )

    group_id: Mapped[uuid.UUID]

    @classmethod
    def set(cls, groups: Iterable[Group]) -> bool:
        """Choose exactly these, but for those that somebody has just deleted; says whether anything changed."""
        ids = [group.id for group in groups]
        held = select(Group.id).where(Group.id.in_(ids)).order_by(Group.id).with_for_update(read=True, key_share=True)
        wanted, present = {*db.session.scalars(held)}, {*db.session.scalars(select(cls.group_id))}
        if former := present - wanted:
            db.session.execute(delete(cls).where(cls.group_id.in_(former)))
        db.session.add_all([cls(group_id=id) for id in sorted(wanted - present)])
        db.session.flush()
        return wanted != present


class CustomerPicture(TenantScoped, db.Model):
    """The picture or logo of a customer: a small WebP made by us, which `Customer.picture_at` tells of."""

    __tablename__ = "customer_picture"
    __table_args__ = (
        refers_to("customer", "customer_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "customer_id"),
    )

    customer_id: Mapped[uuid.UUID]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    @classmethod
    def data_of(cls, customer: Customer) -> bytes | None:
        """The bytes of the picture (WebP); None without one."""
        return db.session.scalar(select(cls.data).where(cls.customer_id == customer.id))

    @classmethod
    def set(cls, customer: Customer, data: bytes) -> None:
        """Give the customer this picture instead of any it has. `data` was made by make_picture()."""
        cls._hold(customer)
        db.session.execute(delete(cls).where(cls.customer_id == customer.id))
        customer.picture_at = now()
        db.session.add(cls(customer_id=customer.id, data=data, created_at=customer.picture_at))
        db.session.flush()
        record("customer.picture_changed", customer)

    @classmethod
    def remove(cls, customer: Customer) -> None:
        """Take the picture away, if there is one."""
        cls._hold(customer)
        if customer.picture_at:
            db.session.execute(delete(cls).where(cls.customer_id == customer.id))
            customer.picture_at = None
            record("customer.picture_removed", customer)

    @staticmethod
    def _hold(customer: Customer) -> None:
        """Who does the same at once waits."""
        db.session.flush()
        held = select(Customer).where(Customer.id == customer.id).with_for_update(key_share=True)
        db.session.execute(held.execution_options(populate_existing=True))
