"""Writing what was planned for one batch of rows, in the transaction that marks them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from app.contacts.many import add_first_contacts
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.contacts.registration import change_customer
from app.customers.many import add_customers
from app.customers.models import Customer
from app.groups.models import Group, GroupMembership
from tenants import db

from .plans import Plan

SOURCE = "import"


def write(plans: Sequence[Plan]) -> None:
    """Make new customers with their contacts, change those that change. Sends nothing and tells nobody.

    Raises what the database says against it (somebody else took a number or an address meanwhile, deleted a customer);
    nothing of the batch is written then.
    """
    with db.session.begin_nested():
        _make([plan for plan in plans if plan.fate == "new"])
        for plan in plans:
            if plan.fate == "changed":
                _change(plan)
        db.session.flush()


def _make(plans: Sequence[Plan]) -> None:
    customers = add_customers([plan.values for plan in plans], SOURCE)
    for plan, customer in zip(plans, customers, strict=True):
        plan.customer = customer
    pairs = list(zip(plans, customers, strict=True))
    add_first_contacts([(customer, plan.person, plan.position) for plan, customer in pairs if plan.person is not None])
    GroupMembership.begin({customer: plan.groups for plan, customer in pairs if plan.groups})


def _change(plan: Plan) -> None:
    customer = plan.customer
    assert customer is not None
    if plan.values:
        change_customer(customer, **plan.values)
    if contact := plan.contact:
        if plan.names:
            contact.person.update(**plan.names)
        if plan.email:
            contact.person.change_address(plan.email)
        if plan.position:
            contact.update(position=plan.position)
    elif plan.person is not None:
        Contact.add(customer, Person.add(**plan.person), position=plan.position)
    if plan.groups:
        GroupMembership.set(customer, _with(customer, plan.groups))


def _with(customer: Customer, more: Sequence[uuid.UUID]) -> list[Group]:
    return [*db.session.scalars(Group.of(customer)), *db.session.scalars(select(Group).where(Group.id.in_(more)))]
