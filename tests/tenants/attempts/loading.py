"""Reading by what the session does by itself: relationships, refreshing, merging, the identity map."""

from __future__ import annotations

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload, make_transient_to_detached, selectinload, subqueryload

from app.contacts.models import Contact
from app.customers.models import Customer
from tests.tenants.naive import NaiveCustomer

from . import World, attempt, seen


def own(s, w, *options):
    return s.scalars(select(NaiveCustomer).where(NaiveCustomer.id == w.a.first).options(*options)).unique().one()


def detached(model: type, **columns):
    """An object that says it was loaded, though it never was."""
    thing = model(**columns)
    make_transient_to_detached(thing)
    return thing


@attempt(planted=True)
def joined_load(s, w: World):
    return seen(contact.position for contact in own(s, w, joinedload(NaiveCustomer.contacts)).contacts)


@attempt(planted=True)
def select_in_load(s, w):
    return seen(contact.position for contact in own(s, w, selectinload(NaiveCustomer.contacts)).contacts)


@attempt(planted=True)
def subquery_load(s, w):
    return seen(contact.position for contact in own(s, w, subqueryload(NaiveCustomer.contacts)).contacts)


@attempt(planted=True)
def lazy_load(s, w):
    return seen(contact.position for contact in own(s, w).contacts)


@attempt(planted=True)
def lazy_load_after_get(s, w):
    return seen(contact.position for contact in s.get(NaiveCustomer, w.a.key(w.a.first)).contacts)


@attempt
def lazy_load_on_a_new_row(s, w):
    customer = NaiveCustomer(tenant_id=w.a.tenant_id, number="neu", company="neu", sort_key="neu")
    s.add(customer)
    s.commit()
    w.plant(customer.id)
    return seen(contact.position for contact in customer.contacts)


@attempt(planted=True)
def many_to_many(s, w):
    return seen(group.name for group in own(s, w).groups)


@attempt(planted=True)
def association_object(s, w):
    return seen(membership.group.name for membership in own(s, w).memberships if membership.group)


@attempt
def attribute_of_a_detached_row(s, w):
    customer = detached(Customer, tenant_id=w.b.tenant_id, id=w.b.first)
    s.add(customer)
    return seen([customer.company])


@attempt
def refresh_a_detached_row(s, w):
    customer = detached(Customer, tenant_id=w.b.tenant_id, id=w.b.first)
    s.add(customer)
    s.refresh(customer, ["company"])
    return seen([customer.company])


@attempt
def merge_to_read(s, w):
    with s.no_autoflush:
        merged = s.merge(Customer(tenant_id=w.b.tenant_id, id=w.b.first))
        company = inspect(merged).attrs.company.loaded_value
        s.expunge_all()
    return seen([company])


@attempt
def deferred_column(s, w):
    contact = detached(Contact, tenant_id=w.b.tenant_id, id=w.b.contact)
    s.add(contact)
    return seen([contact.position])


@attempt
def relationship_of_a_detached_row(s, w):
    contact = detached(Contact, tenant_id=w.b.tenant_id, id=w.b.contact, customer_id=w.b.first)
    s.add(contact)
    return contact.customer is not None and seen([contact.customer.company])


@attempt
def identity_map_after_a_switch(s, w):
    s.info["tenant_id"] = w.b.tenant_id
    kept = [*s.scalars(select(Customer))]  # as a template or `g` would keep them
    s.info["tenant_id"] = w.a.tenant_id
    found = s.get(Customer, w.b.key(w.b.first))
    return found in kept and seen([found.company])


@attempt
def switch_within_a_transaction(s, w):
    s.info["tenant_id"] = w.b.tenant_id
    s.scalars(select(Customer)).all()
    s.expunge_all()
    s.info["tenant_id"] = w.a.tenant_id
    return seen(customer.company for customer in s.scalars(select(Customer)))


@attempt
def session_without_a_tenant(s, w):
    s.info.pop("tenant_id", None)
    return seen(customer.company for customer in s.scalars(select(Customer)))
