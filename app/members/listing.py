"""Who stands in the member list, and what is shown of each: never more than the agency chose."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, literal, null, select

from app.contacts.models import Contact
from app.customers.models import Customer
from app.groups.models import IN_ORDER, Group, GroupMembership, Rubric
from app.web.pages import Paged
from tenants import db

from .finding import said
from .models import MemberList, MemberListGroup

PAGE = 50


@dataclass(frozen=True, slots=True)
class Member:
    """One entry, with what the agency chose to show; all else is "" here, and so it stands nowhere in the page."""

    id: uuid.UUID
    name: str
    contact: str = ""
    street: str = ""
    place: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    groups: tuple[str, ...] = ()
    picture: bool = False


def listed(lists: MemberList) -> ColumnElement[bool]:
    """The customers whom this list shows: they agreed, took nothing back, are not locked, and in a chosen group."""
    agreed = and_(Customer.in_lists, Customer.withdrawn_at.is_(None), Customer.locked_at.is_(None))
    if lists.all_groups:
        return agreed
    chosen = MemberListGroup.group_id == GroupMembership.group_id
    return and_(agreed, Customer.id.in_(select(GroupMembership.customer_id).join(MemberListGroup, chosen)))


def number_of(lists: MemberList) -> int:
    """How many customers stand in it."""
    return db.session.scalar(select(func.count(Customer.id)).where(listed(lists))) or 0


def find_listed(lists: MemberList, customer_id: uuid.UUID) -> Customer | None:
    """The customer, if it stands in the list."""
    return db.session.scalar(select(Customer).where(Customer.id == customer_id, listed(lists)))


def page_of(lists: MemberList, words: str, number: int) -> Paged:
    """A page of the list: its items are pairs of a heading ("" for none) and the members below it.

    By group a member stands under each of its groups that are shown, and those without any come last. As many queries
    for fifty members as for one.
    """
    query = (_by_group(lists) if lists.by_group else _by_name()).where(listed(lists))
    if words:
        query = query.where(said(lists, listed(lists), words))
    total = db.session.scalar(query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)) or 0
    number = min(number, max(1, -(-total // PAGE)))
    rows = db.session.execute(query.limit(PAGE).offset((number - 1) * PAGE)).all()
    customers = {customer.id: customer for customer, *_group in rows}
    members = {member.id: member for member in members_of(lists, customers.values())}
    parts = []
    for (_id, name), inside in groupby(rows, key=lambda row: row[1:]):
        heading = name or (_("Weitere") if lists.by_group else "")
        parts.append((heading, [members[customer.id] for customer, *_group in inside]))
    return Paged(parts, number, PAGE, total)


def members_of(lists: MemberList, customers: Collection[Customer]) -> list[Member]:
    """What the list shows of these customers, whether or not they stand in it."""
    keys = lists.keys
    contacts = Contact.primaries(customers) if "contact" in keys else {}
    groups = _groups_of(lists, customers) if "groups" in keys else {}
    found = []
    for customer in customers:
        contact = contacts.get(customer.id)
        person = f"{contact.person.first_name} {contact.person.last_name}".strip() if contact else ""
        place = (customer.postcode if "postcode" in keys else "", customer.city if "city" in keys else "")
        shown = {key: getattr(customer, key) for key in ("street", "phone", "email", "website") if key in keys}
        member = Member(
            customer.id,
            customer.name,
            contact=person if person != customer.name else "",
            place=" ".join(filter(None, place)),
            groups=tuple(groups.get(customer.id, ())),
            picture=bool(lists.pictures and customer.picture_at),
            **shown,
        )
        found.append(member)
    return found


def _by_name() -> Select:
    return select(Customer, null(), literal("")).order_by(Customer.sort_key, Customer.id)


def _by_group(lists: MemberList) -> Select:
    inside = GroupMembership.customer_id == Customer.id
    query = select(Customer, Group.id, Group.name)
    if lists.all_groups:
        query = query.outerjoin(GroupMembership, inside).outerjoin(Group, Group.id == GroupMembership.group_id)
        query = query.outerjoin(Rubric, Rubric.id == Group.rubric_id)
    else:
        query = query.join(GroupMembership, inside).join(Group, Group.id == GroupMembership.group_id)
        query = query.join(MemberListGroup, MemberListGroup.group_id == Group.id)
        query = query.join(Rubric, Rubric.id == Group.rubric_id)
    return query.order_by(*(column.nulls_last() for column in IN_ORDER), Group.id, Customer.sort_key, Customer.id)


def _groups_of(lists: MemberList, customers: Collection[Customer]) -> dict[uuid.UUID, list[str]]:
    """The names of the groups that may be shown, by customer; of a list of chosen groups only these."""
    query = select(GroupMembership.customer_id, Group.name).join(Group, Group.id == GroupMembership.group_id)
    query = query.join(Rubric, Rubric.id == Group.rubric_id)
    if not lists.all_groups:
        query = query.join(MemberListGroup, MemberListGroup.group_id == Group.id)
    ids = [customer.id for customer in customers]
    found = defaultdict(list)
    for id, name in db.session.execute(query.where(GroupMembership.customer_id.in_(ids)).order_by(*IN_ORDER)):
        found[id].append(name)
    return found
