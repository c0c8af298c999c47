"""The catalogue audit: policies, keys, rights and functions are exactly what is written here (QUALITY, "Isolation").

Alembic does not see these things, so nothing else notices when a revision forgets one. Every check is shown to fail.
"""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from tenants import db
from tests.tenants.catalogue import FINDINGS

SHARED = {"network_failures"}
"""Tables for all agencies together; nothing in them may say whose it is."""

GLOBAL = {"tenant", *SHARED}

TYPES = ["bigint", "boolean", "bytea", "date", "integer", "jsonb", "text", "timestamp with time zone", "uuid"]

OWN = (
    "brand_color", "confirmed_at", "customers_manage_contacts", "imprint_url", "logo_at", "logo_height", "logo_width",
    "mail_kept_days", "name", "number_digits", "number_prefix", "portal_languages", "privacy_url", "reply_to",
    "signature", "staff_second_factor", "tasks_visible", "time_zone",
)  # fmt: skip
"""What an agency may change of its own row: neither subdomain nor limits, nor that it was suspended or deleted."""

WEB = "DELETE INSERT SELECT UPDATE"
LESS = {
    "agency_logo": "DELETE INSERT SELECT",
    "agency_lookup": "DELETE INSERT SELECT",
    "audit_entry": "INSERT SELECT",
    "comment_version": "INSERT SELECT",
    "consent": "INSERT SELECT",
    "contact_default": "DELETE INSERT SELECT",
    "impersonation": "INSERT SELECT UPDATE",
    "mail_switch": "DELETE INSERT SELECT",
    "mail_wording": "INSERT SELECT UPDATE(failed_at)",
    "member_list": "INSERT SELECT UPDATE",
    "member_list_group": "DELETE INSERT SELECT",
    "number_series": "INSERT SELECT UPDATE",
    "password_request": "DELETE INSERT SELECT",
    "person_picture": "DELETE INSERT SELECT",
    "staff_member": "INSERT SELECT UPDATE",
    "staff_silence": "DELETE INSERT SELECT",
    "tenant": "INSERT SELECT " + " ".join(f"UPDATE({column})" for column in OWN),
    "visit": "INSERT SELECT UPDATE",
}
"""Tables on which app_user may do less than everything."""

SYSTEM = {
    "account_failures": "DELETE SELECT",
    "sign_in_session": "DELETE SELECT",
    "staff_member": "SELECT(deactivated_at) SELECT(email) SELECT(email_key) SELECT(id) SELECT(tenant_id)",
    "tenant": "DELETE SELECT",
}
"""What app_system may do over all agencies."""

ROLES = ("app_user", "app_system", "app_backup")

RESOLVER = ("confirmed_at", "created_at", "deleted_at", "id", "slug", "suspended_at")


def tenant_tables() -> set[str]:
    return {table.name for table in db.metadata.tables.values() if "tenant_id" in table.c}


def policies() -> set[str]:
    found = set()
    for table in (*tenant_tables(), "tenant"):
        column = "id" if table == "tenant" else "tenant_id"
        own = f"({column} = app.current_tenant())"
        found.add(f"{table} tenant_only permissive ALL {{app_owner,app_user}} {own} / {own}")
        found.add(f"{table} backup_reads permissive SELECT {{app_backup}} true /")
        if table in SYSTEM and table != "tenant":
            found.add(f"{table} system_all permissive ALL {{app_system}} true / true")
    return found | {
        "tenant resolver_reads permissive SELECT {app_resolver} true /",
        "tenant system_reads permissive SELECT {app_system} true /",
        "tenant system_frees permissive DELETE {app_system} (confirmed_at IS NULL) /",
    }


def rights() -> set[str]:
    tables = (*tenant_tables(), "tenant")
    return {
        *(f"{table} app_user {LESS.get(table, WEB)}" for table in tables),
        *(f"{table} app_backup SELECT" for table in tables),
        *(f"{table} app_system {allowed}" for table, allowed in SYSTEM.items()),
        "tenant app_resolver " + " ".join(f"SELECT({column})" for column in RESOLVER),
        "network_failures app_user INSERT SELECT UPDATE",
        "network_failures app_system DELETE SELECT",
        "tenant_id_seq app_user USAGE",
    }


EXPECTED = {
    "policies": policies,
    "rights on tables and sequences": rights,
    "rights on the job queue": lambda: {
        "app_queue tables DELETE INSERT SELECT UPDATE", "app_queue sequences USAGE", "app_queue functions EXECUTE",
        "app_user enqueue EXECUTE", "app_backup tables SELECT", "app_backup sequences SELECT",
    },
    "rights on functions, schemas and the database": lambda: {
        *(f"app.current_tenant() {role} EXECUTE" for role in (*ROLES, "app_resolver")),
        *(f"app.resolve_tenant(text) {role} EXECUTE" for role in ("app_user", "app_system")),
        *(f"schema public {role} USAGE" for role in (*ROLES, "app_resolver")),
        *(f"schema app {role} USAGE" for role in (*ROLES, "app_resolver")),
        *(f"schema queue {role} USAGE" for role in ("app_user", "app_queue", "app_backup")),
        *(f"database {role} CONNECT" for role in (*ROLES, "app_queue")),
    },
    "functions that run with the rights of their owner": lambda: {
        "app.resolve_tenant(text) app_resolver {search_path=pg_catalog}",
        'queue.enqueue(text,text,jsonb,timestamp with time zone,boolean) app_owner {"search_path=queue, pg_temp"}',
    },
}  # fmt: skip
"""What is found and is right. Every other check finds nothing."""

MISTAKES = {
    "tables without a tenant": [
        "CREATE TABLE note (id uuid PRIMARY KEY)", "CREATE TABLE note (tenant_id int NOT NULL)",
    ],
    "row-level security not enabled or not forced": [
        "ALTER TABLE customer DISABLE ROW LEVEL SECURITY", "ALTER TABLE person NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE tenant NO FORCE ROW LEVEL SECURITY", "CREATE TABLE note (tenant_id bigint NOT NULL)",
    ],
    "policies": [
        "CREATE POLICY more ON customer FOR SELECT USING (true)", "DROP POLICY tenant_only ON contact",
        "ALTER POLICY tenant_only ON customer TO PUBLIC", "ALTER POLICY tenant_only ON customer WITH CHECK (true)",
        "ALTER POLICY backup_reads ON person TO app_user", "DROP POLICY tenant_only ON comment",
    ],
    "keys that are not (tenant_id, id)": [
        "ALTER TABLE search_word DROP CONSTRAINT pk_search_word, ADD PRIMARY KEY (id)",
        "ALTER TABLE search_word DROP CONSTRAINT pk_search_word, ADD PRIMARY KEY (id, tenant_id)",
        "ALTER TABLE search_word DROP CONSTRAINT pk_search_word",
        "ALTER TABLE read_mark DROP CONSTRAINT pk_read_mark, ADD PRIMARY KEY (tenant_id, id, reader_id)",
    ],
    "indexes that do not begin with the tenant": [
        "ALTER TABLE customer ADD UNIQUE (number)", "CREATE UNIQUE INDEX ON person (email_key)",
        "CREATE UNIQUE INDEX ON person (email_key, tenant_id)", "CREATE INDEX ON customer (company)",
        "CREATE UNIQUE INDEX ON person (lower(email_key))", "CREATE INDEX ON search_word USING hash (word)",
        "CREATE UNIQUE INDEX ON project (id, customer_id)", "CREATE INDEX ON task (due_on)",
    ],
    "foreign keys that do not contain the tenant": [
        "CREATE UNIQUE INDEX u ON person (id); ALTER TABLE contact ADD FOREIGN KEY (person_id) REFERENCES person (id)",
        "CREATE UNIQUE INDEX u ON project (id, customer_id); "
        "ALTER TABLE task ADD FOREIGN KEY (project_id, customer_id) REFERENCES project (id, customer_id)",
        "CREATE UNIQUE INDEX u ON task (id, project_id); "
        "ALTER TABLE comment ADD FOREIGN KEY (task_id, project_id) REFERENCES task (id, project_id)",
    ],
    "foreign keys of one column between tables of tenants": [
        "CREATE UNIQUE INDEX u ON person (id); ALTER TABLE contact ADD FOREIGN KEY (person_id) REFERENCES person (id)",
        "CREATE UNIQUE INDEX u ON task (id); ALTER TABLE comment ADD FOREIGN KEY (task_id) REFERENCES task (id)",
    ],
    "foreign keys that do something else than NO ACTION or CASCADE, or are not checked": [
        "ALTER TABLE contact ADD FOREIGN KEY (tenant_id, person_id) REFERENCES person ON DELETE SET NULL",
        "ALTER TABLE task ADD FOREIGN KEY (tenant_id, project_id) REFERENCES project ON DELETE SET NULL (project_id)",
        "ALTER TABLE contact ADD FOREIGN KEY (tenant_id, person_id) REFERENCES person ON UPDATE CASCADE",
        "ALTER TABLE contact ADD FOREIGN KEY (tenant_id, person_id) REFERENCES person NOT VALID",
    ],
    "tables that do not go with their agency": [
        "ALTER TABLE customer DROP CONSTRAINT fk_customer_tenant_id",
        "ALTER TABLE notice DROP CONSTRAINT fk_notice_tenant_id",
    ],
    "columns of other types, identity columns and sequences": [
        "ALTER TABLE customer ADD COLUMN x varchar(10)", "ALTER TABLE customer ADD COLUMN x timestamp",
        "ALTER TABLE customer ADD COLUMN x numeric", "ALTER TABLE customer ADD COLUMN x bigserial",
        "ALTER TABLE customer ADD COLUMN x bigint GENERATED ALWAYS AS IDENTITY",
        "CREATE TYPE colour AS ENUM ('red'); ALTER TABLE customer ADD COLUMN x colour",
    ],
    "views, foreign tables, rules and triggers": [
        "CREATE VIEW everybody AS SELECT * FROM person", "CREATE MATERIALIZED VIEW app.everybody AS SELECT 1",
        "CREATE RULE r AS ON DELETE TO person DO INSTEAD NOTHING",
        "CREATE TRIGGER t BEFORE UPDATE ON person EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ],
    "rights on tables and sequences": [
        "GRANT SELECT ON customer TO PUBLIC", "GRANT TRUNCATE ON customer TO app_user",
        "GRANT SELECT ON person TO app_queue",
        "GRANT SELECT ON customer TO app_system", "GRANT DELETE ON audit_entry TO app_user",
        "GRANT UPDATE ON customer TO app_backup",
        "GRANT SELECT (name) ON tenant TO app_resolver", "GRANT SELECT ON SEQUENCE tenant_id_seq TO app_user",
        "GRANT SELECT (password_hash) ON person TO PUBLIC", "REVOKE INSERT ON customer FROM app_user",
        "GRANT UPDATE ON comment_version TO app_user", "GRANT DELETE ON comment_version TO app_user",
        "GRANT UPDATE (storage_limit) ON tenant TO app_user", "GRANT SELECT ON file TO app_system",
        "REVOKE UPDATE (tasks_visible) ON tenant FROM app_user",
    ],
    "rights on the job queue": [
        "GRANT SELECT ON queue.procrastinate_jobs TO app_user",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA queue TO app_user",
        "GRANT INSERT ON queue.procrastinate_events TO app_system",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA queue TO PUBLIC",
    ],
    "rights on functions, schemas and the database": [
        "GRANT EXECUTE ON FUNCTION app.resolve_tenant(text) TO PUBLIC", "GRANT CREATE ON SCHEMA public TO app_user",
        "GRANT USAGE ON SCHEMA app TO PUBLIC", "GRANT TEMP ON DATABASE kontor TO app_user",
        "CREATE SCHEMA more; GRANT USAGE ON SCHEMA more TO PUBLIC",
        "CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
    "functions that run with the rights of their owner": [
        "CREATE FUNCTION app.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "ALTER FUNCTION app.resolve_tenant(text) RESET search_path",
        "ALTER FUNCTION app.resolve_tenant(text) OWNER TO app_owner",
        "ALTER FUNCTION app.current_tenant() SECURITY DEFINER",
    ],
    "rights that new functions are born with": [
        "ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
    ],
    "roles": [
        "ALTER ROLE app_user BYPASSRLS", "ALTER ROLE app_owner SUPERUSER", "ALTER ROLE app_system CREATEROLE",
        "GRANT app_owner TO app_user", "GRANT app_system TO app_user", "GRANT pg_read_all_data TO app_backup",
    ],
    "things that do not belong to app_owner": [
        "ALTER TABLE customer OWNER TO app_user", "ALTER TABLE customer OWNER TO postgres",
        "ALTER FUNCTION app.current_tenant() OWNER TO app_user", "CREATE SCHEMA more AUTHORIZATION app_user",
    ],
    "what requests may do beyond reading and writing rows": [
        "GRANT TRUNCATE ON customer TO app_user", "GRANT TRIGGER ON customer TO PUBLIC",
        "GRANT TEMP ON DATABASE kontor TO PUBLIC",
        "GRANT CREATE ON SCHEMA public TO PUBLIC", "GRANT UPDATE ON alembic_version TO app_user",
        "CREATE SCHEMA more AUTHORIZATION app_user",
    ],
}  # fmt: skip
"""For each check, changes to the schema that it must notice."""


def findings(connection, check: str) -> tuple[set[str], set[str]]:
    """What is there and should not be, and what should be there and is not."""
    lists = {"global": sorted(GLOBAL), "shared": sorted(SHARED), "types": TYPES}
    found = set(connection.exec_driver_sql(FINDINGS[check], lists).scalars())
    expected = EXPECTED.get(check, set)()
    return found - expected, expected - found


@pytest.mark.parametrize("check", FINDINGS)
def test_the_catalogue_says_exactly_what_is_expected(superuser, app, check):
    with superuser.connect() as connection:
        assert findings(connection, check) == (set(), set())


@pytest.mark.parametrize(("check", "mistake"), [(check, each) for check in FINDINGS for each in MISTAKES[check]])
def test_a_mistake_is_noticed(superuser, app, check, mistake):
    with superuser.connect() as connection:
        if "UNIQUE" in mistake:  # what other tests left would forbid it: both agencies have the same people
            connection.execute(text("TRUNCATE customer, person CASCADE"))
        for statement in mistake.split("; "):
            connection.execute(text(statement))
        assert findings(connection, check) != (set(), set())
        connection.rollback()


def test_the_models_are_in_the_database_and_the_other_way_round(superuser, app):
    with superuser.connect() as connection:
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert tables == tenant_tables() | GLOBAL
    assert set(LESS) | set(SYSTEM) <= tables
