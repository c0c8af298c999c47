"""What customers lose when a group is deleted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from app.customers.models import Customer
from app.groups.models import Group, GroupMembership, GroupSection
from tenants import db

from .registry import Section, sections

EXAMPLES = 10
"""Customers that are named, those who lose something first."""


@dataclass(frozen=True, slots=True)
class Losses:
    """How many customers are in the group, how many of them lose each section, and some of them with what they lose."""

    customers: int
    sections: list[tuple[Section, int]]
    examples: list[tuple[Customer, list[Section]]]

    @property
    def more(self) -> int:
        """How many customers are not named."""
        return self.customers - len(self.examples)


def losses(group: Group) -> Losses:
    """What the customers in a group have by this group alone, with two queries besides its own rows."""
    opened = [section for section in sections if group.opens_all or section.key in group.keys]
    here = aliased(GroupMembership)
    lost = [_lost(here, group, section) for section in opened]
    inside = here.group_id == group.id
    count, *counts = db.session.execute(select(func.count(), *map(_number, lost)).where(inside)).one()
    first = [or_(*lost).desc()] if lost else []
    named = select(Customer, *lost).join(here, here.customer_id == Customer.id).where(inside)
    rows = db.session.execute(named.order_by(*first, Customer.sort_key, Customer.id).limit(EXAMPLES))
    return Losses(
        customers=count,
        sections=[(section, number) for section, number in zip(opened, counts, strict=True) if number],
        examples=[
            (customer, [section for section, gone in zip(opened, goes, strict=True) if gone])
            for customer, *goes in rows
        ],
    )


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _lost(here: type[GroupMembership], group: Group, section: Section) -> ColumnElement[bool]:
    """Whether no other group of the customer whose membership `here` is opens the section."""
    other = aliased(GroupMembership)
    one_by_one = select(GroupSection.group_id).where(GroupSection.section == section.key)
    opening = (
        select(other.id)
        .join(Group, Group.id == other.group_id)
        .where(other.customer_id == here.customer_id, other.group_id != group.id)
        .where(or_(Group.opens_all, Group.id.in_(one_by_one)))
    )
    return ~opening.correlate(here).exists()
