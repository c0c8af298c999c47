"""What customers lose when a group is deleted."""

import pytest

from app.access.losing import EXAMPLES, losses
from app.customers.models import Customer
from app.groups.models import Group, GroupMembership, Rubric
from tenants import db


@pytest.fixture
def work(cast):
    with cast.a.work():
        yield cast.a


@pytest.fixture
def groups(work) -> list[Group]:
    """One that opens projects and files, one that opens projects."""
    rubric = db.session.scalars(Rubric.in_order()).one()
    both, one = Group.add(rubric=rubric, name="Beides"), Group.add(rubric=rubric, name="Eines")
    both.open("projects", "files", "gone")
    one.open("projects")
    return [both, one]


def said(group: Group) -> tuple[int, dict[str, int], list[tuple[str, list[str]]]]:
    found = losses(group)
    return (
        found.customers,
        {section.key: number for section, number in found.sections},
        [(customer.name, [section.key for section in lost]) for customer, lost in found.examples],
    )


def test_what_another_group_opens_too_is_not_lost(work, groups):
    GroupMembership.set(work.customer.load(), groups)
    GroupMembership.set(work.other_customer.load(), groups[:1])
    assert said(groups[0]) == (
        2,
        {"projects": 1, "files": 2},
        [("Café Brandt", ["projects", "files"]), ("Orgelbau Matthiesen", ["files"])],
    )
    assert said(groups[1]) == (1, {}, [("Orgelbau Matthiesen", [])])


def test_a_group_that_opens_everything_makes_up_for_all(work, groups):
    everyone = db.session.scalars(Group.preselection()).one()
    GroupMembership.set(work.customer.load(), [groups[0], everyone])
    assert said(groups[0]) == (1, {}, [("Orgelbau Matthiesen", [])])
    assert said(everyone) == (
        2,
        {"projects": 1, "files": 1, "members": 2, "newsletter": 2},
        [
            ("Café Brandt", ["projects", "files", "members", "newsletter"]),
            ("Orgelbau Matthiesen", ["members", "newsletter"]),
        ],
    )


def test_a_group_without_customers_or_sections_costs_nothing(work, groups):
    assert said(groups[1]) == (0, {}, [])
    groups[1].close("projects")
    GroupMembership.set(work.customer.load(), groups[1:])
    assert said(groups[1]) == (1, {}, [("Orgelbau Matthiesen", [])])


def test_many_customers_are_counted_and_some_are_named(work, groups, count_queries):
    for number in range(EXAMPLES + 3):
        GroupMembership.set(Customer.add(company=f"Firma {number}"), groups[1:])
    db.session.flush()
    groups[1].keys  # noqa: B018 (loaded before counting)
    with count_queries() as statements:
        found = losses(groups[1])
    assert (found.customers, len(found.examples), found.more) == (EXAMPLES + 3, EXAMPLES, 3)
    assert len(statements) == 2


def test_customers_of_another_agency_do_not_count(cast):
    with cast.b.work():
        everyone = db.session.scalars(Group.preselection()).one()
        assert losses(everyone).customers == 2
        assert {customer.tenant_id for customer, _lost in losses(everyone).examples} == {cast.b.tenant_id}
