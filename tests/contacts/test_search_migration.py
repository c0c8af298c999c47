"""Contacts that were there before contacts could be found are found after the upgrade (0018_search)."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import create_engine, make_url, text

import migrations
from tenants import ROLES, bootstrap

CUSTOMER = uuid.UUID(int=1)
PEOPLE = {1: ("Bo", "Ähren-Groß"), 2: ("Ada", "Ähren-Groß"), 3: ("ليلى", "حداد"), 4: ("", "")}


@pytest.fixture(scope="module")
def database(cluster, urls):
    """Two agencies with a customer, four contacts and their words, at the revision before."""
    passwords = {role: make_url(urls[role]).password for role in ROLES}
    made = bootstrap(cluster.superuser_url, passwords, "found_later")
    migrations.upgrade(made["app_owner"], "0017_defaults")
    engine = create_engine(cluster.superuser_url.replace("/postgres?", "/found_later?"))
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        for tenant in (1, 2):
            _agency(connection, tenant)
    migrations.upgrade(made["app_owner"], "0018_search")
    yield engine
    engine.dispose()


def _agency(connection, tenant: int) -> None:
    connection.execute(
        text("INSERT INTO tenant (id, slug, name, created_at, time_zone, tasks_visible)"
             " VALUES (:tenant, 'hof-' || :tenant, 'Hof', now(), 'Europe/Berlin', true)"),
        {"tenant": tenant},
    )  # fmt: skip
    connection.execute(
        text("INSERT INTO search_word (tenant_id, id, word, kind, sort_key, object_id, source_id)"
             " VALUES (:tenant, :id, 'werft', 'customer', 'werft', :id, :id)"),
        {"tenant": tenant, "id": CUSTOMER},
    )  # fmt: skip
    for number, (first_name, last_name) in PEOPLE.items():
        row = {"tenant": tenant, "id": uuid.UUID(int=100 + number), "customer": CUSTOMER, "first": first_name,
               "last": last_name, "email": f"p{number}@example.org"}  # fmt: skip
        connection.execute(
            text("INSERT INTO person (tenant_id, id, first_name, last_name, email, email_key, salutation, title,"
                 " language, address_form, direction, created_at)"
                 " VALUES (:tenant, :id, :first, :last, :email, :email, '', '', 'de', 'sie', 'system', now())"),
            row,
        )  # fmt: skip
        connection.execute(
            text('INSERT INTO contact (tenant_id, id, customer_id, person_id, position, phone, mobile, "primary",'
                 " created_at) VALUES (:tenant, :id, :customer, :id, '', '', '', false, now())"),
            row,
        )  # fmt: skip
        connection.execute(
            text("INSERT INTO search_word (tenant_id, id, word, kind, sort_key, object_id, source_id)"
                 " VALUES (:tenant, gen_random_uuid(), :email, 'customer', 'werft', :customer, :id)"),
            row,
        )  # fmt: skip


def test_every_contact_of_every_agency_has_the_words_it_gave_its_customer(database):
    with database.connect() as connection:
        rows = connection.execute(text("SELECT * FROM search_word WHERE kind = 'contact' ORDER BY tenant_id")).all()
        customers = connection.scalar(text("SELECT count(*) FROM search_word WHERE kind = 'customer'"))
    assert [(row.tenant_id, row.word) for row in sorted(rows, key=lambda row: (row.tenant_id, row.word))] == [
        (tenant, f"p{number}@example.org") for tenant in (1, 2) for number in PEOPLE
    ]
    assert all(row.object_id == row.source_id == uuid.UUID(int=100 + int(row.word[1])) for row in rows)
    assert customers == 2 * (1 + len(PEOPLE))


def test_they_stand_in_the_order_of_a_directory(database):
    query = "SELECT sort_key FROM search_word WHERE kind = 'contact' AND tenant_id = 1 ORDER BY sort_key"
    with database.connect() as connection:
        assert connection.scalars(text(query)).all() == [
            "ahren gross ada", "ahren gross bo", "p4 example org", "حداد ليلى",
        ]  # fmt: skip
