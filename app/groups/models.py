"""Categories, groups, who is in them, and which sections of the portal they open."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

from flask_babel import gettext as _
from sqlalchemy import Boolean, DateTime, Index, Integer, Select, Text, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column, selectinload

from app.audit import record, record_each
from app.customers.models import Customer
from tenants import TenantScoped, db, insert_many, now, refers_to, to_many, to_one

from . import log  # noqa: F401 (the sentences belong to the verbs)
from .verbs import GroupVerbs, RubricVerbs


class Rubric(RubricVerbs, TenantScoped, db.Model):
    """A category („Rubrik“): bundles groups in forms, and has an order."""

    __tablename__ = "rubric"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(Text)
    place: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    groups: Mapped[list[Group]] = to_many(
        "Rubric", "Group", "rubric_id", back_populates="rubric", order_by="(Group.place, Group.name)"
    )

    @classmethod
    def in_order(cls) -> Select[tuple[Self]]:
        """All categories as forms show them, with their groups and what these open."""
        groups = selectinload(cls.groups).selectinload(Group.sections)
        return select(cls).options(groups).order_by(cls.place, cls.name)


class Group(GroupVerbs, TenantScoped, db.Model):
    """A group of customers. A customer's contacts reach only what one of its groups opens."""

    __tablename__ = "customer_group"
    __table_args__ = (
        refers_to("rubric", "rubric_id"),
        UniqueConstraint("tenant_id", "rubric_id", "name"),
    )

    rubric_id: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[int] = mapped_column(Integer, default=0)
    opens_all: Mapped[bool] = mapped_column(Boolean, default=False)
    """Opens every section, those of later versions too."""
    preselected: Mapped[bool] = mapped_column(Boolean, default=False)
    """Ticked for new customers."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    rubric: Mapped[Rubric] = to_one("Group", "Rubric", "rubric_id", back_populates="groups")
    sections: Mapped[list[GroupSection]] = to_many(
        "Group", "GroupSection", "group_id", back_populates="group", cascade="all, delete-orphan", passive_deletes=True
    )

    @classmethod
    def preselection(cls) -> Select[tuple[Self]]:
        """The groups that are ticked for a new customer."""
        return select(cls).where(cls.preselected).order_by(cls.place, cls.name)

    @classmethod
    def of(cls, customer: Customer) -> Select[tuple[Self]]:
        """The groups that a customer is in."""
        inside = select(GroupMembership.group_id).where(GroupMembership.customer_id == customer.id)
        return select(cls).where(cls.id.in_(inside)).order_by(cls.place, cls.name)

    @property
    def keys(self) -> set[str]:
        """The sections that it opens one by one, by their keys."""
        return {section.section for section in self.sections}

    @property
    def customers(self) -> int:
        """How many customers are in it now."""
        query = select(func.count()).where(GroupMembership.group_id == self.id)
        return db.session.scalar(query) or 0

    def open(self, *sections: str) -> None:
        """Open sections, by their keys, to the customers in this group."""
        for key in set(sections) - self.keys:
            self.sections.append(GroupSection(section=key))
        db.session.flush()
        record("group.opened", self, sections=sorted(sections))

    def close(self, *sections: str) -> None:
        """Take sections away again."""
        self.sections = [section for section in self.sections if section.section not in sections]
        db.session.flush()
        record("group.closed", self, sections=sorted(sections))


IN_ORDER = (Rubric.place, Rubric.name, Group.place, Group.name)
"""Groups as forms show them, for queries that read both tables."""


class GroupSection(TenantScoped, db.Model):
    """A section, by its key in the registry, that a group opens. A key that no longer exists opens nothing."""

    __tablename__ = "group_section"
    __table_args__ = (
        refers_to("customer_group", "group_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "group_id", "section"),
    )

    group_id: Mapped[uuid.UUID]
    section: Mapped[str] = mapped_column(Text)

    group: Mapped[Group] = to_one("GroupSection", "Group", "group_id", back_populates="sections")


class GroupMembership(TenantScoped, db.Model):
    """That a customer is in a group."""

    __tablename__ = "group_membership"
    __table_args__ = (
        refers_to("customer", "customer_id", ondelete="CASCADE"),
        refers_to("customer_group", "group_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "customer_id", "group_id"),
        Index(None, "tenant_id", "group_id", "customer_id"),
    )

    customer_id: Mapped[uuid.UUID]
    group_id: Mapped[uuid.UUID]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    @classmethod
    def numbers(cls) -> dict[uuid.UUID, int]:
        """How many customers each group has, by its id; groups without customers are missing."""
        query = select(cls.group_id, func.count()).group_by(cls.group_id)
        return dict(db.session.execute(query).all())

    @classmethod
    def set(cls, customer: Customer, groups: Iterable[Group]) -> None:
        """Put the customer into exactly these groups, but for those that somebody has just deleted.

        The customer's row is held: who does the same at once waits.
        """
        db.session.flush()
        ids = [group.id for group in groups]
        db.session.execute(select(Customer.id).where(Customer.id == customer.id).with_for_update(key_share=True))
        held = select(Group.id).where(Group.id.in_(ids)).order_by(Group.id).with_for_update(read=True, key_share=True)
        wanted = {*db.session.scalars(held)}
        theirs = cls.customer_id == customer.id
        present = {*db.session.scalars(select(cls.group_id).where(theirs))}
        if former := present - wanted:
            db.session.execute(delete(cls).where(theirs, cls.group_id.in_(former)))
        for group_id in sorted(wanted - present):
            db.session.add(cls(customer_id=customer.id, group_id=group_id))
        db.session.flush()
        if wanted != present:
            verb = "customer.groups_changed" if present else "customer.groups_given"
            record(verb, customer, groups=sorted(map(str, wanted)))

    @classmethod
    def begin(cls, chosen: Mapping[Customer, Iterable[uuid.UUID]]) -> None:
        """Put new customers, which are in no group yet, into the groups with these ids.

        Groups that somebody has just deleted are passed over.
        """
        ids = {id for theirs in chosen.values() for id in theirs}
        held = select(Group.id).where(Group.id.in_(ids)).order_by(Group.id).with_for_update(read=True, key_share=True)
        there = {*db.session.scalars(held)} if ids else set()
        given = {customer: groups for customer, theirs in chosen.items() if (groups := sorted({*theirs} & there))}
        since = {"created_at": now()}
        insert_many(cls, [
            since | {"customer_id": customer.id, "group_id": id} for customer, groups in given.items() for id in groups
        ])  # fmt: skip
        told = ((customer, {"groups": [str(id) for id in groups]}) for customer, groups in given.items())
        record_each("customer.groups_given", told)


def seed() -> Group:
    """What a new agency starts with: Rubrik „Kunden“ and in it „Alle Kunden“, which opens every section."""
    rubric = Rubric(name=_("Kunden"))
    group = Group(rubric=rubric, name=_("Alle Kunden"), opens_all=True, preselected=True)
    db.session.add_all([rubric, group])
    db.session.flush()
    return group
