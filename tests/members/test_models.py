"""The one list of an agency, what a customer agrees to and takes back, and pictures."""

import threading

import pytest
from sqlalchemy import func, select

from app.audit import AuditEntry, describe
from app.customers.models import Customer
from app.customers.presence import NotAgreed
from app.groups.models import Group
from app.members.listing import find_listed, number_of
from app.members.models import CustomerPicture, MemberList, MemberListGroup
from tenants import as_tenant, db
from tests.members.conftest import group_named, member, set_up


@pytest.fixture
def work(cast):
    with cast.a.work():
        yield cast.a


def log(customer) -> list[str]:
    return [entry.verb for entry in db.session.scalars(AuditEntry.about(customer))]


def test_nobody_has_switched_anything_on_at_first(work):
    lists = MemberList.current()
    assert (lists.public, lists.in_portal, lists.findable, lists.keys, lists.origins) == (
        False,
        False,
        False,
        set(),
        [],
    )
    assert lists.all_groups
    assert not MemberList.stands_in_portal()
    assert db.session.scalar(select(func.count(MemberList.id))) == 0


def test_changing_it_writes_one_line_that_says_what(work):
    lists = MemberList.change(public=True, title="Unsere Mitglieder")
    MemberList.change(public=True, title="Unsere Mitglieder")
    db.session.flush()
    (entry,) = db.session.scalars(AuditEntry.about(lists))
    assert entry.verb == "member_list.changed"
    assert entry.details == {"fields": "public, title"}
    assert "Mitgliederliste geändert" in describe(entry)


def test_two_who_save_at_once_both_succeed(app, cast):
    agency, errors, start = cast.a, [], threading.Barrier(4)

    def save(title):
        try:
            with app.app_context(), as_tenant(agency.tenant_id):
                start.wait()
                MemberList.change(title=title, public=True)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=save, args=[f"Titel {number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with agency.work():
        assert db.session.scalar(select(func.count(MemberList.id))) == 1
        assert MemberList.current().title.startswith("Titel ")


def test_without_its_groups_a_list_of_chosen_groups_shows_nobody(cast):
    member(cast.a, "Nordlicht", "Nord")
    set_up(cast.a, all_groups=False)
    with cast.a.work():
        MemberList.change([group_named("Nord")])
        assert number_of(MemberList.current()) == 1
    with cast.a.work():
        group_named("Nord").remove()
    with cast.a.work():
        assert MemberList.current().groups == []
        assert number_of(MemberList.current()) == 0


def test_a_group_deleted_meanwhile_is_passed_over(cast):
    with cast.a.work():
        group = group_named("Nord")
        gone = Group(id=group.id)
        group.remove()
        MemberList.change([gone])
        assert db.session.scalars(select(MemberListGroup)).all() == []


def test_what_was_taken_back_is_not_silently_given_again(work):
    customer, person = work.customer.load(), work.person.load()
    customer.update(in_lists=True)
    customer.withdraw_from_lists(person)
    db.session.flush()
    assert (customer.in_lists, customer.withdrawn_by) == (False, person.name)
    assert customer.withdrawn_at
    with pytest.raises(NotAgreed):
        customer.update(in_lists=True)
    with pytest.raises(NotAgreed):
        Customer(company="x", withdrawn_at=customer.withdrawn_at, in_lists=True)
    customer.update(in_lists=False)
    assert not customer.in_lists
    customer.agree_to_lists()
    db.session.flush()
    assert (customer.in_lists, customer.withdrawn_at, customer.withdrawn_by) == (True, None, "")
    assert log(customer)[:2] == ["customer.agreement_noted", "customer.withdrew_from_lists"]


def test_the_log_says_who_took_it_back_and_who_agreed(work):
    customer, person = work.customer.load(), work.person.load()
    customer.agree_to_lists(person)
    customer.agree_to_lists(person)
    customer.withdraw_from_lists(person)
    customer.withdraw_from_lists(person)
    db.session.flush()
    entries = [entry for entry in db.session.scalars(AuditEntry.about(customer)) if "_lists" in entry.verb]
    assert [describe(entry) for entry in entries] == [
        "Anna Muster hat Orgelbau Matthiesen aus den Mitgliederlisten genommen.",
        "Anna Muster hat zugestimmt, dass Orgelbau Matthiesen in Mitgliederlisten steht.",
    ]


@pytest.mark.parametrize("why", ["never agreed", "withdrew", "locked", "another group"])
def test_who_does_not_belong_there_is_not_found(cast, why):
    id = member(cast.a, "Nordlicht", "Nord")
    set_up(cast.a)
    with cast.a.work():
        customer = Customer.get(id)
        assert find_listed(MemberList.current(), id) is customer
        if why == "never agreed":
            customer.update(in_lists=False)
        elif why == "withdrew":
            customer.withdraw_from_lists(cast.a.person.load())
        elif why == "locked":
            customer.locked_at = customer.created_at
        else:
            MemberList.change([group_named("Süd")], all_groups=False)
        db.session.flush()
        assert find_listed(MemberList.current(), id) is None
        assert number_of(MemberList.current()) == 0


def test_a_picture_is_replaced_and_removed(work):
    customer = work.customer.load()
    assert CustomerPicture.data_of(customer) is None
    CustomerPicture.remove(customer)
    CustomerPicture.set(customer, b"eins")
    first = customer.picture_at
    CustomerPicture.set(customer, b"zwei")
    assert CustomerPicture.data_of(customer) == b"zwei"
    assert customer.picture_at > first
    CustomerPicture.remove(customer)
    db.session.flush()
    assert (customer.picture_at, CustomerPicture.data_of(customer)) == (None, None)
    wanted = ["customer.picture_removed", "customer.picture_changed", "customer.picture_changed"]
    assert log(customer)[:3] == wanted
