"""What tests of the member list share."""

from __future__ import annotations

from typing import Any

import pytest

from app.customers.models import Customer
from app.groups.models import Group, GroupMembership
from app.members.models import MemberList
from tenants import db
from tests.cast import Agency

EVERYTHING = "contact street postcode city phone email website groups"


def set_up(agency: Agency, **values: Any) -> None:
    """Show the list to everybody, with every field, unless `values` say otherwise. Not within `work()`."""
    with agency.work():
        MemberList.change(**({"public": True, "in_portal": True, "fields": EVERYTHING} | values))


def member(agency: Agency, company: str, *groups: str, **values: Any) -> Any:
    """A customer who agreed, in these groups (by name; those that are missing are made). Not within `work()`."""
    with agency.work():
        customer = Customer.add(company=company, **({"in_lists": True} | values))
        GroupMembership.set(customer, [group_named(name) for name in groups])
        return customer.id


def group_named(name: str) -> Group:
    rubric = db.session.scalars(Group.preselection()).one().rubric
    found = next((group for group in rubric.groups if group.name == name), None)
    return found or Group.add(rubric=rubric, name=name)


@pytest.fixture
def listed(cast):
    """Agency a shows its list; the first customer stands in it, the other one does not."""
    set_up(cast.a)
    with cast.a.work():
        cast.a.customer.load().update(in_lists=True, city="Lübeck", street="Engelsgrube 31", postcode="23552")
    return cast.a
