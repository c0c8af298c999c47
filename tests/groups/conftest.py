"""What tests of the pages share: two Rubriken, the second with three groups."""

from __future__ import annotations

import pytest

from app.audit import AuditEntry
from app.groups.models import Group, GroupMembership, Rubric
from tenants import db

LIST = "/verwaltung/einstellungen/gruppen"


@pytest.fixture
def town(cast):
    """Agency A with „Leistungen“: Website and Shop open projects, Pflege opens nothing. Ids are in its `things`."""
    with cast.a.work():
        kunden = db.session.scalars(Rubric.in_order()).one()
        rubric = Rubric.add(name="Leistungen")
        groups = {name: Group.add(rubric=rubric, name=name) for name in ("Website", "Shop", "Pflege")}
        for name in ("Website", "Shop"):
            groups[name].open("projects")
        cast.a.things |= {"kunden": kunden.id, "rubric": rubric.id, "everyone": kunden.groups[0].id}
        cast.a.things |= {name: group.id for name, group in groups.items()}
    return cast.a


def group_of(agency, name: str) -> Group:
    """Inside `agency.work()`."""
    return Group.get(agency.things[name])


def put(agency, who: str, *names: str) -> None:
    """Put a customer into exactly these groups."""
    with agency.work():
        GroupMembership.set(getattr(agency, who).load(), [group_of(agency, name) for name in names])


def order(agency) -> dict[str, list[str]]:
    """The Rubriken in their order, each with its groups in theirs."""
    with agency.work():
        return {one.name: [group.name for group in one.groups] for one in db.session.scalars(Rubric.in_order())}


def verbs(agency) -> list[str]:
    """What was recorded about groups, the latest first."""
    with agency.work():
        found = db.session.scalars(AuditEntry.latest()).all()
        return [entry.verb for entry in found if entry.verb.startswith(("group.", "rubric."))]
