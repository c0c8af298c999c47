"""Groups: what a new agency starts with, who is in them, and what they open."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit import AuditEntry
from app.groups.models import Group, GroupMembership, GroupSection, Rubric
from tenants import db


@pytest.fixture
def work(cast):
    with cast.a.work():
        yield cast.a


def everyone():
    return db.session.scalars(Group.preselection()).one()


def names(customer):
    return [group.name for group in db.session.scalars(Group.of(customer))]


def test_a_new_agency_has_one_group_that_opens_everything(work):
    (rubric,) = db.session.scalars(Rubric.in_order())
    (group,) = rubric.groups
    assert (rubric.name, group.name) == ("Kunden", "Alle Kunden")
    assert group.opens_all
    assert group.preselected


def test_what_is_on_request_is_not_ticked_for_new_customers(work):
    db.session.add(Group(rubric=everyone().rubric, name="Nur auf Wunsch"))
    assert [group.name for group in db.session.scalars(Group.preselection())] == ["Alle Kunden"]


def test_customer_is_put_into_exactly_the_chosen_groups(work):
    customer = work.customer.load()
    rubric = everyone().rubric
    first, second = Group(rubric=rubric, name="Erste"), Group(rubric=rubric, name="Zweite", place=1)
    db.session.add_all([first, second])
    GroupMembership.set(customer, [first, second])
    assert names(customer) == ["Erste", "Zweite"]
    GroupMembership.set(customer, [second])
    GroupMembership.set(customer, [second])
    assert names(customer) == ["Zweite"]
    verbs = [entry.verb for entry in db.session.scalars(AuditEntry.about(customer))]
    assert verbs.count("customer.groups_given") == 1
    assert verbs.count("customer.groups_changed") == 2


def test_groups_stand_in_their_order_below_their_rubric(work):
    rubric = everyone().rubric
    db.session.add_all([Group(rubric=rubric, name=name, place=place) for name, place in [("B", 2), ("A", 2), ("C", 1)]])
    db.session.flush()
    db.session.expire(rubric)
    assert [group.name for group in rubric.groups] == ["Alle Kunden", "C", "A", "B"]


def test_group_opens_and_closes_sections_once_each(work):
    group = everyone()
    group.open("projects", "invoices")
    group.open("projects")
    assert sorted(section.section for section in group.sections) == ["invoices", "projects"]
    group.close("invoices", "files")
    assert db.session.scalars(select(GroupSection.section)).all() == ["projects"]


def test_deleting_a_group_takes_its_sections_and_memberships(work):
    group = everyone()
    group.open("projects")
    db.session.delete(group)
    db.session.flush()
    assert db.session.scalars(select(GroupSection)).all() == []
    assert db.session.scalars(select(GroupMembership)).all() == []
    assert work.customer.load()


def test_a_rubric_with_groups_is_not_deleted(work):
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.delete(everyone().rubric)


def test_names_are_unique_within_a_rubric(work):
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(Group(rubric=everyone().rubric, name="Alle Kunden"))
