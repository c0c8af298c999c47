"""Contacts: one person at one customer, and exactly one primary contact."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.contacts.models import KIND, AlreadyContact, Contact
from app.contacts.persons import Person
from app.customers import search
from app.customers.models import Customer
from tenants import db


def newcomer(agency, name="Bo", **fields):
    """A further contact of the agency's customer."""
    return Contact.add(agency.customer.load(), Person.add(first_name=name, last_name="Neu"), **fields)


def primaries(agency):
    return [
        contact.person.first_name
        for contact in db.session.scalars(Contact.of(agency.customer.load()))
        if contact.primary
    ]


def test_first_contact_is_primary_by_itself(cast):
    with cast.a.work():
        assert cast.a.contact.load().primary
        assert Contact.primary_of(cast.a.customer.load()).id == cast.a.contact.id


def test_second_contact_is_not_primary(cast):
    with cast.a.work():
        assert not newcomer(cast.a).primary
        assert primaries(cast.a) == ["Anna"]


def test_making_another_one_primary_moves_the_mark(cast):
    with cast.a.work():
        newcomer(cast.a).make_primary()
        assert primaries(cast.a) == ["Bo"]


def test_a_new_contact_may_be_made_primary_at_once(cast):
    with cast.a.work():
        newcomer(cast.a, primary=True)
        assert primaries(cast.a) == ["Bo"]


def test_removing_the_primary_contact_passes_the_mark_on(cast):
    with cast.a.work():
        newcomer(cast.a)
        newcomer(cast.a, "Cem")
    with cast.a.work():
        cast.a.contact.load().remove()
        assert primaries(cast.a) == ["Bo"]


def test_removing_the_last_contact_leaves_none(cast):
    with cast.a.work():
        cast.a.contact.load().remove()
        assert Contact.primary_of(cast.a.customer.load()) is None


def test_database_refuses_a_second_primary_contact(cast):
    with pytest.raises(IntegrityError, match="uq_contact_primary"), cast.a.work():
        newcomer(cast.a).primary = True


def test_many_at_once_leave_one_primary_contact(cast):
    with cast.a.work():
        ids = [newcomer(cast.a, f"Nr{number}").id for number in range(6)]

    def make_primary(id):
        with cast.a.work():
            Contact.get(id).make_primary()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(make_primary, ids))
    with cast.a.work():
        assert len(primaries(cast.a)) == 1


def test_first_contacts_added_at_once_leave_one_primary_contact(cast):
    with cast.a.work():
        customer_id = Customer.add(kind="firm", company="Neuling").id

    def add(number):
        with cast.a.work():
            Contact.add(Customer.get(customer_id), Person.add(first_name=f"Nr{number}"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(6)))
    with cast.a.work():
        marks = db.session.scalars(select(Contact.primary).where(Contact.customer_id == customer_id)).all()
    assert sorted(marks) == [False] * 5 + [True]


def test_removal_and_new_mark_at_once_leave_one_primary_contact(cast):
    with cast.a.work():
        other = newcomer(cast.a).id
        third = newcomer(cast.a, "Cem").id
    steps = [
        lambda: Contact.get(cast.a.contact.id).remove(),
        lambda: Contact.get(other).make_primary(),
        lambda: Contact.get(third).make_primary(),
    ]

    def run(step):
        with cast.a.work():
            step()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, steps))
    with cast.a.work():
        assert len(primaries(cast.a)) == 1


def test_a_person_is_contact_at_a_customer_only_once(cast):
    with cast.a.work(), pytest.raises(AlreadyContact):
        Contact.add(cast.a.customer.load(), cast.a.person.load())


def test_a_person_may_be_contact_at_several_customers(cast):
    with cast.a.work():
        Contact.add(cast.a.other_customer.load(), cast.a.person.load())
    with cast.a.work():
        assert len(cast.a.person.load().contacts) == 2


def test_person_goes_with_its_last_contact(cast):
    with cast.a.work():
        second = Contact.add(cast.a.other_customer.load(), cast.a.person.load()).id
    with cast.a.work():
        cast.a.contact.load().remove()
    with cast.a.work():
        assert Person.find_by_email("anna@example.org")
        Contact.get(second).remove()
    with cast.a.work():
        assert Person.find_by_email("anna@example.org") is None


def test_customer_is_found_by_words_of_its_contacts(cast):
    def found(query):
        return [customer.name for customer in Customer.search(query)[0]]

    with cast.a.work():
        contact = cast.a.contact.load()
        contact.update(phone="+493023125100", position="Intonateurin")
        assert found("muster") == found("intonat") == found("030 23125 100") == [cast.a.customer.name]
        cast.a.person.load().update(last_name="Gerlach")
        assert found("gerlach") == [cast.a.customer.name]
        assert found("muster") == []
        contact.remove()
        assert found("gerlach") == []


def test_contact_is_found_by_its_own_words_and_no_others(cast):
    def found(query):
        return search.find(KIND, query, 8).ids

    with cast.a.work():
        contact, customer = cast.a.contact.load(), cast.a.customer.load()
        second = Contact.add(cast.a.other_customer.load(), contact.person, position="Beirätin")
        contact.update(phone="+493023125100")
        cast.a.person.load().update(last_name="Müßig")
        assert (
            set(found("anna müßig")) == set(found("muessig")) == set(found("anna@example")) == {contact.id, second.id}
        )
        assert found("030 23125 100") == found("geschäftsf müß") == [contact.id]
        assert found("beirat") == found("BEIRÄT") == [second.id]
        assert found("muster") == found(customer.company) == []
        second.remove()
        assert found("müßig") == [contact.id]
    with cast.b.work():
        assert found("müßig") == []


def test_contacts_are_found_in_the_order_of_a_directory(cast):
    with cast.a.work():
        customer = cast.a.customer.load()
        names = [("Bo", "Ähre"), ("Cai", "Ahrens"), ("Ava", "Zacke"), ("Ada", "Ähre")]
        for first, last in names:
            Contact.add(customer, Person.add(first_name=first, last_name=last), position="Orgelprobe")
        ids = search.find(KIND, "orgelprobe", 8).ids
        assert [Contact.get(id).name for id in ids] == ["Ada Ähre", "Bo Ähre", "Cai Ahrens", "Ava Zacke"]
