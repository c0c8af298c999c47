"""The list of customers by group."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.customers.conditions import Condition, Filter, register_filter
from tenants import db

from .models import IN_ORDER, Group, GroupMembership, Rubric


def group_choices() -> list[tuple[str, str]]:
    """All groups in their order; with the Rubrik before the name where there are several."""
    found = db.session.execute(
        select(Group.id, Group.name, Rubric.name).join(Rubric, Rubric.id == Group.rubric_id).order_by(*IN_ORDER)
    ).all()
    several = len({rubric for _id, _name, rubric in found}) > 1
    return [(str(id), f"{rubric}: {name}" if several else name) for id, name, rubric in found]


def _member(value: str) -> Condition:
    return Condition.among(select(GroupMembership.customer_id).where(GroupMembership.group_id == value))


register_filter(10, Filter("gruppe", _l("Gruppe"), _l("alle Gruppen"), group_choices, _member))
