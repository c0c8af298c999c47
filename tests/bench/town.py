"""Databases for benchmarks: an agency to look at, and any number of others around it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine, make_url, text

import migrations
from app import create_app
from app.development.cluster import Cluster
from tenants import ROLES, bootstrap
from tests.cast import Agency, make_agency
from tests.routes.visitors import sign_in

NEIGHBOURS = text(
    """
    WITH agency AS (
        INSERT INTO tenant (id, slug, name, created_at, confirmed_at, time_zone, tasks_visible,
            number_prefix, number_digits)
        SELECT id, 'nachbar-' || id, 'Nachbar ' || id, now(), now(), 'Europe/Berlin', true, 'K-', 1
        FROM (SELECT nextval('tenant_id_seq') AS id FROM generate_series(1, :agencies)) AS new RETURNING id
    ), rubric AS (
        INSERT INTO rubric (tenant_id, id, name, place, created_at)
        SELECT id, gen_random_uuid(), 'Leistungen', 0, now() FROM agency RETURNING tenant_id, id
    ), kin AS (
        INSERT INTO customer_group (tenant_id, id, rubric_id, name, description, place, opens_all, preselected,
            created_at)
        SELECT tenant_id, gen_random_uuid(), id, name, '', 0, false, false, now()
        FROM rubric, unnest(ARRAY['Website', 'Beirat']) AS name RETURNING tenant_id, id, name
    ), plan AS (
        SELECT agency.id AS tenant_id, gen_random_uuid() AS id, n, 'firma ' || lpad(n::text, 12, '0') AS sort_key,
            (ARRAY['Hamburg', 'Bremen', 'Husum', 'Emden', 'Kiel'])[n % 5 + 1] AS city
        FROM agency, generate_series(1, :customers) n
    ), customer AS (
        INSERT INTO customer (tenant_id, id, number, kind, company, salutation, title, first_name, last_name, street,
            postcode, city, country, phone, mobile, fax, email, website, language, address_form, time_zone, hours, note,
            in_lists, withdrawn_by, sort_key, number_key, city_key, email_key, twin_key, created_at, locked_at)
        SELECT tenant_id, id, 'K-' || n, 'firm', 'Firma ' || n, '', '', '', '', 'Am Kai ' || n,
            '20457', city, 'DE', '', '', '', '', '', 'de', 'sie', '', (CASE
                WHEN n % 2 = 0 THEN '' WHEN n % 5 = 0 THEN repeat('ffffff', 7)
                ELSE repeat(lpad(to_hex((n % 40 + 1) * 4096), 6, '0'), 7) END), '',
            n % 3 = 0, '', sort_key, 'k ' || lpad(n::text, 12, '0'), lower(city), '', sort_key || '|20457',
            now() - n * interval '1 minute', CASE WHEN n <= 3 THEN now() END
        FROM plan
    ), member AS (
        INSERT INTO group_membership (tenant_id, id, customer_id, group_id, created_at)
        SELECT plan.tenant_id, gen_random_uuid(), plan.id, kin.id, now()
        FROM plan JOIN kin ON kin.tenant_id = plan.tenant_id
            AND CASE kin.name WHEN 'Website' THEN n % 2 = 0 ELSE n % 50 = 7 AND n < 400 END
    ), word AS (
        INSERT INTO search_word (tenant_id, id, word, kind, sort_key, object_id, source_id)
        SELECT tenant_id, gen_random_uuid(), word, 'customer', sort_key, id, id
        FROM plan, unnest(ARRAY['firma', n::text, lower(city), '20457', 'k', 'k' || n, 'anna', 'muster']) AS word
    ), person AS (
        INSERT INTO person (tenant_id, id, first_name, last_name, salutation, title, language, address_form, direction,
            created_at, email, email_key, invited_at, password_hash, last_sign_in_at, locked_at)
        SELECT tenant_id, id, 'Anna', 'Muster', 'Frau', '', 'de', 'sie', 'system', now(), mail, mail,
            CASE WHEN n % 4 = 1 THEN now() - interval '1 hour' WHEN n % 4 = 2 THEN now() - interval '9 days' END,
            CASE WHEN n % 4 = 3 THEN 'x' END, CASE WHEN n % 8 = 3 THEN now() END,
            CASE WHEN n IN (7, 11, 15) THEN now() END
        FROM plan, LATERAL (SELECT CASE WHEN n % 10 <> 0 THEN 'anna' || n || '@example.org' END AS mail) AS address
    )
    INSERT INTO contact (tenant_id, id, customer_id, person_id, position, phone, mobile, hours, "primary", created_at)
    SELECT tenant_id, id, id, id, '', '', '', '', true, now() FROM plan
    """
)
"""Customers as an agency has them: in groups, invited or not, reachable at different hours, from several places."""

MOVED = ("rubric", "customer_group", "customer", "person", "contact", "group_membership", "search_word")


@dataclass
class Place:
    """An application on a database of its own, and the agency whose owner is signed in to it."""

    app: Flask
    agency: Agency
    settings: dict[str, Any]
    cookie: str


class Ground:
    """A PostgreSQL for benchmarks; `place()` makes databases in it."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.passwords = cluster, {role: secrets.token_hex(8) for role in ROLES}

    def place(self, name: str, customers: int, *, bypass: bool = False) -> Place:
        """A new database with one agency of so many customers; `bypass` signs in as a role without walls."""
        urls = bootstrap(self.cluster.superuser_url, self.passwords, name)
        migrations.upgrade(urls["app_owner"])
        superuser = self.superuser(name)
        settings = {
            "PRODUCTION": False, "SECRET_KEYS": ["b" * 64], "BASE_DOMAIN": "localhost", "SCHEME": "http", "PORT": 8000,
            "DATABASE_URL": superuser if bypass else urls["app_user"], "DATABASE_SYSTEM_URL": urls["app_system"],
            "DATABASE_OWNER_URL": urls["app_owner"], "DATABASE_QUEUE_URL": urls["app_queue"], "DATABASE_POOL": 8,
            "PASSWORD_COST": "low", "MAIL_DIR": str(self.cluster.folder),
            "FILES_DIR": str(self.cluster.folder / "files"),
        }  # fmt: skip
        app = create_app(settings)
        agency = make_agency(app, "Hafenlicht", empty=True)
        self.settle(name, agency.tenant_id, customers)
        return Place(app, agency, settings, sign_in(agency, agency.owner))

    def superuser(self, name: str) -> str:
        url = make_url(self.cluster.superuser_url).set(database=name)
        return url.render_as_string(hide_password=False)

    def settle(self, name: str, tenant_id: int, customers: int) -> None:
        """Give the agency its customers: those of a neighbour, moved."""
        self.neighbours(name, 1, customers)
        engine = create_engine(self.superuser(name))
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            last = connection.scalar(text("SELECT max(id) FROM tenant"))
            for table in MOVED:
                connection.execute(
                    text(f"UPDATE {table} SET tenant_id = :to WHERE tenant_id = :last"), {"to": tenant_id, "last": last}
                )
            connection.execute(text("DELETE FROM tenant WHERE id = :last"), {"last": last})
        self.tidy(engine)

    def neighbours(self, name: str, agencies: int, customers: int) -> None:
        """More agencies, with so many customers each."""
        engine = create_engine(self.superuser(name))
        with engine.begin() as connection:
            connection.execute(NEIGHBOURS, {"agencies": agencies, "customers": customers})
        self.tidy(engine)

    def change(self, name: str, statement: str) -> None:
        """Do something with the rows of all agencies."""
        engine = create_engine(self.superuser(name))
        with engine.begin() as connection:
            connection.execute(text(statement))
        self.tidy(engine)

    def tidy(self, engine: Engine) -> None:
        """As the server does by itself in time: the planner knows the tables."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        engine.dispose()


@contextmanager
def ground() -> Iterator[Ground]:
    with Cluster.temporary() as cluster:
        yield Ground(cluster)
