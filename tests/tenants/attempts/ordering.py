"""Changing what is B's with INSERT, UPDATE and DELETE statements."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, literal, select, text, update
from sqlalchemy.dialects import postgresql

from app.contacts.models import Contact
from app.customers.models import Customer
from app.groups.models import GroupMembership
from tenants import Tenant, uuid7

from . import World, attempt
from .writing import row

core = Customer.__table__


@attempt
def insert_rows(s, w: World):
    s.execute(insert(Customer), [row(tenant_id=w.b.tenant_id)])
    s.commit()


@attempt
def insert_values(s, w):
    s.execute(insert(Customer).values(row(tenant_id=w.b.tenant_id)))
    s.commit()


@attempt
def insert_several_values(s, w):
    s.execute(insert(Customer).values([row(tenant_id=w.b.tenant_id, number=number) for number in ("neu", "neuer")]))
    s.commit()


@attempt
def insert_from_select(s, w):
    values = {"tenant_id": w.b.tenant_id, "id": uuid7(), "customer_id": w.b.second, "group_id": w.b.group}
    names = [*values, "created_at"]
    s.execute(insert(GroupMembership).from_select(names, select(*map(literal, values.values()), func.now())))
    s.commit()


@attempt
def update_by_condition(s, w):
    s.execute(update(Customer).where(Customer.id == w.b.first).values(company="gekapert"))
    s.commit()


@attempt
def update_everything(s, w):
    s.execute(update(Customer).values(company="gekapert"))
    s.commit()


@attempt
def update_by_key(s, w):
    s.execute(update(Customer), [{"tenant_id": w.b.tenant_id, "id": w.b.first, "company": "gekapert"}])
    s.commit()


@attempt
def update_that_points_over(s, w):
    s.execute(update(Contact).where(Contact.id == w.a.contact).values(customer_id=w.b.first))
    s.commit()


@attempt
def update_that_moves_over(s, w):
    s.execute(update(Customer).where(Customer.id == w.a.second).values(tenant_id=w.b.tenant_id))
    s.commit()


@attempt
def update_with_returning(s, w):
    changed = update(Customer).where(Customer.id == w.b.first).values(company="gekapert").returning(Customer.email)
    s.execute(changed)
    s.commit()


@attempt
def update_from_another_table(s, w):
    theirs = update(Customer).where(Customer.tenant_id == Tenant.id, Tenant.name == "GEHEIM").values(company="gekapert")
    s.execute(theirs, execution_options={"synchronize_session": False})
    s.commit()


@attempt
def legacy_update(s, w):
    s.query(Customer).filter(Customer.id == w.b.first).update({"company": "gekapert"})
    s.commit()


@attempt
def delete_by_condition(s, w):
    s.execute(delete(Contact).where(Contact.id == w.b.contact))
    s.commit()


@attempt
def legacy_delete(s, w):
    s.query(Contact).filter(Contact.position == "GEHEIM").delete()
    s.commit()


@attempt
def core_insert(s, w):
    s.execute(insert(core).values(row(tenant_id=w.b.tenant_id)))
    s.commit()


@attempt
def core_update(s, w):
    s.execute(update(core).where(core.c.id == w.b.first).values(company="gekapert"))
    s.commit()


@attempt
def core_delete(s, w):
    s.execute(delete(Contact.__table__).where(Contact.__table__.c.id == w.b.contact))
    s.commit()


@attempt
def core_update_marked_as_checked(s, w):
    changed = update(core).where(core.c.id == w.b.first).values(company="gekapert")
    s.execute(changed, execution_options={"tenant_checked": True})
    s.commit()


@attempt
def text_update(s, w):
    s.execute(text("UPDATE customer SET company = 'gekapert' WHERE company LIKE 'GEHEIM%'"))
    s.commit()


@attempt
def text_update_on_the_connection(s, w):
    s.connection().execute(text("UPDATE customer SET company = 'gekapert' WHERE company LIKE 'GEHEIM%'"))
    s.commit()


@attempt
def text_delete_in_an_expression(s, w):
    s.connection().execute(text("WITH gone AS (DELETE FROM contact RETURNING id) SELECT count(*) FROM gone"))
    s.commit()


@attempt
def text_truncate(s, w):
    s.connection().execute(text("TRUNCATE contact CASCADE"))
    s.commit()


@attempt
def text_merge(s, w):
    """The MERGE of SQL."""
    merge = """
        MERGE INTO customer AS c USING (SELECT id AS tenant_id FROM tenant) AS t ON c.tenant_id = t.tenant_id
        WHEN MATCHED THEN UPDATE SET company = 'gekapert'
        """
    s.connection().execute(text(merge))
    s.commit()


@attempt
def copy_in(s, w):
    statement = "COPY group_membership (tenant_id, id, customer_id, group_id, created_at) FROM STDIN"
    with s.connection().connection.driver_connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(f"{w.b.tenant_id}\t{uuid7()}\t{w.b.second}\t{w.b.group}\t2026-01-01\n".encode())
    s.commit()


def _upsert(tenant_id, id):
    fresh = postgresql.insert(Customer).values(row(tenant_id=tenant_id, id=id, number="gestohlen"))
    return fresh.on_conflict_do_update(index_elements=["tenant_id", "id"], set_={"company": "gekapert"})


@attempt
def upsert_over_a_foreign_row(s, w):
    s.execute(_upsert(w.b.tenant_id, w.b.first))
    s.commit()


@attempt(by_key=True)
def upsert_to_steal(s, w):
    s.execute(_upsert(w.a.tenant_id, w.b.first))
    s.commit()
