"""Reading with statements of the ORM."""

from __future__ import annotations

from sqlalchemy import and_, exists, func, join, literal, select, true, union_all
from sqlalchemy.orm import Bundle, aliased

from app.contacts.models import Contact
from app.customers.models import Customer
from tenants import Tenant

from . import World, attempt, seen


@attempt
def get_by_key(s, w: World):
    return s.get(Customer, w.b.key(w.b.first)) is not None


@attempt
def select_all(s, w):
    return seen(customer.company for customer in s.scalars(select(Customer)))


@attempt
def legacy_query(s, w):
    return seen(customer.company for customer in s.query(Customer).all())


@attempt
def columns_only(s, w):
    return seen(s.scalars(select(Customer.company)))


@attempt
def alias_of_a_model(s, w):
    return seen(s.scalars(select(aliased(Customer).company)))


@attempt
def count_from_a_model(s, w):
    return s.scalar(select(func.count()).select_from(Customer)) > 2


@attempt
def aggregate(s, w):
    return seen([s.scalar(select(func.max(Customer.number)))])


@attempt
def exists_condition(s, w):
    return bool(s.scalar(select(exists().where(Customer.id == w.b.first))))


@attempt
def exists_around_a_select(s, w):
    return bool(s.scalar(select(exists(select(Customer.id).where(Customer.id == w.b.first)))))


@attempt
def legacy_exists(s, w):
    return bool(s.query(s.query(Customer).filter(Customer.id == w.b.first).exists()).scalar())


@attempt
def count_with_a_condition_only(s, w):
    return s.scalar(select(func.count()).where(Customer.id == w.b.first)) > 0


@attempt
def literal_with_a_condition_only(s, w):
    return bool(s.scalars(select(literal(1)).where(Customer.id == w.b.first)).all())


@attempt
def lateral_join(s, w):
    inner = select(Customer.company).where(Customer.tenant_id == Tenant.id).lateral()
    return seen(s.scalars(select(inner.c.company).select_from(Tenant).join(inner, true())))


@attempt
def correlated_column(s, w):
    names = select(func.string_agg(Customer.company, ",")).where(Customer.tenant_id == Tenant.id).correlate(Tenant)
    return seen(s.scalars(select(names.scalar_subquery()).select_from(Tenant)))


@attempt
def populate_existing(s, w):
    query = select(Customer).execution_options(populate_existing=True)
    return seen(customer.company for customer in s.scalars(query))


@attempt
def scalar_subquery(s, w):
    return s.scalar(select(select(func.count(Customer.id)).scalar_subquery())) > 2


@attempt
def common_table_expression(s, w):
    names = select(Customer.company).cte()
    return seen(s.scalars(select(names.c.company)))


@attempt
def union(s, w):
    return seen(s.scalars(union_all(select(Customer.company), select(Customer.company))))


@attempt
def membership_in_a_subquery(s, w):
    return s.scalar(select(func.count()).select_from(Tenant).where(Tenant.id.in_(select(Customer.tenant_id)))) > 1


@attempt
def condition_over_a_relationship(s, w):
    theirs = Contact.customer.has(Customer.company.startswith("GEHEIM"))
    inner = select(Contact.id).where(Contact.tenant_id == Tenant.id, theirs)
    return s.scalar(select(func.count()).select_from(Tenant).where(exists(inner))) > 0


@attempt
def condition_over_a_relationship_by_slug(s, w):
    theirs = Contact.customer.has(Customer.company.startswith("GEHEIM"))
    inner = exists().where(and_(Contact.tenant_id == Tenant.id, theirs))
    return bool(s.scalars(select(Tenant.slug).where(inner)).all())


@attempt
def join_with_a_condition_of_its_own(s, w):
    return seen(s.scalars(select(Contact.position).select_from(join(Tenant, Contact, Contact.tenant_id == Tenant.id))))


@attempt
def bundle_of_columns(s, w):
    return seen(row[0].n for row in s.execute(select(Bundle("b", Customer.company.label("n")))))


@attempt
def stream_in_parts(s, w):
    return seen(c.company for c in s.scalars(select(Customer).execution_options(yield_per=1)))


@attempt
def other_agencies(s, w):
    return seen(s.scalars(select(Tenant.name)))


@attempt
def outer_join(s, w):
    query = select(Customer.company).select_from(Tenant).outerjoin(Customer, Customer.tenant_id == Tenant.id)
    return seen(s.scalars(query))


@attempt
def window_function(s, w):
    return seen(s.scalars(select(func.first_value(Customer.company).over(order_by=Customer.company.desc()))))


@attempt
def lock_for_update(s, w):
    return bool(s.scalars(select(Customer.id).where(Customer.id == w.b.first).with_for_update()).all())
