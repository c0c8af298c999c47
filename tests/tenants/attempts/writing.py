"""Changing what is B's, or hanging A's rows on it, with objects of the session."""

from __future__ import annotations

from sqlalchemy.orm import make_transient_to_detached

from app.contacts.models import Contact, Person
from app.customers.models import Customer
from app.groups.models import GroupMembership
from tenants import Tenant
from tests.tenants.naive import NaiveContact, NaiveCustomer

from . import World, attempt


def row(**columns) -> dict:
    """The columns a customer needs."""
    return {"number": "neu", "company": "neu", "sort_key": "neu"} | columns


@attempt
def add_to_another_tenant(s, w: World):
    s.add(Customer(tenant_id=w.b.tenant_id, **row()))
    s.commit()


@attempt
def move_a_row_over(s, w):
    s.get(Customer, w.a.key(w.a.second)).tenant_id = w.b.tenant_id
    s.commit()


@attempt
def point_at_a_foreign_id(s, w):
    s.add(Contact(tenant_id=w.a.tenant_id, customer_id=w.b.first, person_id=w.a.person, position="Spion"))
    s.commit()


@attempt
def repoint_at_a_foreign_id(s, w):
    s.get(Contact, w.a.key(w.a.contact)).customer_id = w.b.first
    s.commit()


def _foreign_customer(w, model=Customer):
    customer = model(tenant_id=w.b.tenant_id, id=w.b.second)
    make_transient_to_detached(customer)
    return customer


@attempt
def assign_a_foreign_object(s, w):
    customer = _foreign_customer(w)
    with s.no_autoflush:
        s.add(customer)
        s.add(Contact(tenant_id=w.a.tenant_id, customer=customer, person_id=w.a.person, position="Spion"))
    s.commit()


@attempt
def assign_a_foreign_object_over_the_whole_key(s, w):
    """SQLAlchemy's default for a composite key copies tenant_id, and so moves the row to the other tenant."""
    customer = _foreign_customer(w, NaiveCustomer)
    with s.no_autoflush:
        s.add(customer)
        s.get(NaiveContact, w.a.key(w.a.contact)).owner = customer
    s.commit()


@attempt
def join_a_foreign_group(s, w):
    s.add(GroupMembership(tenant_id=w.a.tenant_id, customer_id=w.a.second, group_id=w.b.group))
    s.commit()


@attempt
def merge_to_write(s, w):
    s.merge(Customer(tenant_id=w.b.tenant_id, id=w.b.first, company="gekapert"))
    s.commit()


@attempt(by_key=True)
def merge_to_steal(s, w):
    s.merge(Customer(tenant_id=w.a.tenant_id, id=w.b.first, **row(number="gestohlen")))
    s.commit()


@attempt
def delete_a_detached_row(s, w):
    contact = Contact(
        tenant_id=w.b.tenant_id,
        id=w.b.contact,
        customer_id=w.b.first,
        person_id=w.b.person,
        position="GEHEIM",
        primary=True,
    )
    make_transient_to_detached(contact)
    s.add(contact)
    s.delete(contact)
    s.commit()


@attempt
def change_a_detached_row(s, w):
    customer = Customer(tenant_id=w.b.tenant_id, id=w.b.first, **row())
    make_transient_to_detached(customer)
    s.add(customer)
    customer.company = "gekapert"
    s.commit()


@attempt
def change_a_planted_persons_password(s, w):
    person = Person(tenant_id=w.b.tenant_id, id=w.b.person, first_name="", last_name="")
    make_transient_to_detached(person)
    s.add(person)
    person.password_hash = "gekapert"
    s.commit()


@attempt
def rename_another_agency(s, w):
    agency = Tenant(id=w.b.tenant_id, slug=w.b.slug, name="x")
    make_transient_to_detached(agency)
    s.add(agency)
    agency.name = "gekapert"
    s.commit()


@attempt
def delete_another_agency(s, w):
    agency = Tenant(id=w.b.tenant_id, slug=w.b.slug, name="x")
    make_transient_to_detached(agency)
    s.add(agency)
    s.delete(agency)
    s.commit()


@attempt
def save_objects_in_bulk(s, w):
    s.bulk_save_objects([Customer(tenant_id=w.b.tenant_id, **row())])
    s.commit()


@attempt
def insert_mappings_in_bulk(s, w):
    s.bulk_insert_mappings(Customer, [row(tenant_id=w.b.tenant_id)])
    s.commit()


@attempt
def update_mappings_in_bulk(s, w):
    s.bulk_update_mappings(Customer, [{"tenant_id": w.b.tenant_id, "id": w.b.first, "company": "gekapert"}])
    s.commit()
