"""Groups of many customers at once: their names in a list, and the same change for all that were chosen."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import Uuid, any_, delete, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from werkzeug.exceptions import NotFound

from app.audit import record, register_verbs
from app.customers.models import Customer
from tenants import current_tenant_id, db, uuid7

from .models import IN_ORDER, Group, GroupMembership, Rubric

register_verbs(
    {
        "customer.group_joined": _l("{actor} hat {object} in die Gruppe „{group}“ aufgenommen."),
        "customer.group_left": _l("{actor} hat {object} aus der Gruppe „{group}“ genommen."),
    }
)


def group_names(customers: Iterable[Customer]) -> dict[uuid.UUID, list[str]]:
    """The names of the groups of these customers, as forms order them, by the customer's id. One query."""
    query = (
        select(GroupMembership.customer_id, Group.name)
        .join(Group, Group.id == GroupMembership.group_id)
        .join(Rubric, Rubric.id == Group.rubric_id)
        .where(GroupMembership.customer_id == any_(_array(customer.id for customer in customers)))
        .order_by(*IN_ORDER)
    )
    names = defaultdict(list)
    for customer_id, name in db.session.execute(query):
        names[customer_id].append(name)
    return names


def put_into(group: Group, customer_ids: Collection[uuid.UUID]) -> int:
    """Put these customers into the group, if they are there; says how many were not in it. 404 when it is gone."""
    customers = _held(customer_ids, group)
    rows = [
        {"tenant_id": current_tenant_id(), "id": uuid7(), "customer_id": id, "group_id": group.id} for id in customers
    ]
    if not rows:
        return 0
    joined = insert(GroupMembership).on_conflict_do_nothing(index_elements=["tenant_id", "customer_id", "group_id"])
    return _tell("customer.group_joined", group, customers, joined.returning(GroupMembership.customer_id), rows)


def take_out_of(group: Group, customer_ids: Collection[uuid.UUID]) -> int:
    """Take these customers out of the group; says how many were in it. 404 when it is gone."""
    customers = _held(customer_ids, group)
    theirs = GroupMembership.group_id == group.id, GroupMembership.customer_id == any_(_array(customers))
    left = delete(GroupMembership).where(*theirs).returning(GroupMembership.customer_id)
    return _tell("customer.group_left", group, customers, left)


def _held(ids: Iterable[uuid.UUID], group: Group) -> dict[uuid.UUID, Customer]:
    """Those customers that are there, in the order of `GroupMembership.set`: who changes the same at once waits."""
    db.session.flush()
    query = select(Customer).where(Customer.id == any_(_array(ids))).order_by(Customer.id)
    customers = {customer.id: customer for customer in db.session.scalars(query.with_for_update(key_share=True))}
    there = select(Group.id).where(Group.id == group.id).with_for_update(read=True, key_share=True)
    if db.session.scalar(there) is None:
        raise NotFound
    return customers


def _tell(verb: str, group: Group, customers: dict, change, rows: list | None = None) -> int:
    """Do it, and write down for each customer what happened to it."""
    options = {"synchronize_session": False} if rows is None else {}
    changed = list(db.session.scalars(change, rows, execution_options=options))
    for id in changed:
        record(verb, customers[id], group=group.name)
    return len(changed)


def _array(ids: Iterable[uuid.UUID]):
    """One value, not many: the statement stays the same, so driver and server know it already."""
    return literal(list(ids), ARRAY(Uuid))
