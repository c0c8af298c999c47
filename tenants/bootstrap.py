"""Database, roles and memberships: once per installation, as superuser or as a role with CREATEROLE and CREATEDB."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql
from sqlalchemy import make_url

ROLES = ("app_owner", "app_user", "app_queue", "app_system", "app_backup")
"""Who signs in: migrations, web, job queue, cross-tenant jobs of the worker, backups."""


def bootstrap(superuser_url: str, passwords: Mapping[str, str], database: str = "kontor") -> dict[str, str]:
    """Make what is missing and return one database URL per role.

    `passwords` names every role of ROLES. Running it again only sets the passwords anew. The restricted roles own
    nothing, cannot bypass row-level security, make no databases, roles or temporary tables.
    """
    url = make_url(superuser_url)
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as connection:
        for role in ROLES:
            _make_role(connection, role, sql.SQL("LOGIN PASSWORD {}").format(sql.Literal(passwords[role])))
        _make_role(connection, "app_resolver", sql.SQL("NOLOGIN"))
        connection.execute("GRANT app_resolver TO app_owner")
        me = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if me and not me[0]:
            connection.execute("GRANT app_owner TO CURRENT_USER")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            # C.UTF-8 is what every server has; ordering for people is done with stored sort keys
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} OWNER app_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
                ).format(sql.Identifier(database))
            )
        for statement in (
            "REVOKE ALL ON DATABASE {} FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {} TO app_user, app_queue, app_system, app_backup",
        ):
            connection.execute(sql.SQL(statement).format(sql.Identifier(database)))
        for role, path in {"app_user": "public, queue", "app_queue": "queue", "app_system": "public, queue"}.items():
            connection.execute(
                sql.SQL("ALTER ROLE {} IN DATABASE {} SET search_path = {}").format(
                    sql.Identifier(role), sql.Identifier(database), sql.SQL(path)
                )
            )
        connection.execute(
            sql.SQL("ALTER ROLE app_user IN DATABASE {} SET statement_timeout = '15s'").format(sql.Identifier(database))
        )
    with psycopg.connect(_dsn(url, database), autocommit=True) as connection:
        connection.execute("ALTER SCHEMA public OWNER TO app_owner")
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        connection.execute("GRANT USAGE ON SCHEMA public TO app_user, app_system, app_backup, app_resolver")
    return {
        role: url.set(drivername="postgresql+psycopg", username=role, password=passwords[role], database=database)
        .render_as_string(hide_password=False)
        for role in ROLES
    }  # fmt: skip


def _dsn(url, database: str) -> str:
    return url.set(drivername="postgresql", database=database).render_as_string(hide_password=False)


def _make_role(connection: psycopg.Connection, role: str, options: sql.Composable) -> None:
    verb = "ALTER" if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() else "CREATE"
    connection.execute(
        sql.SQL("{} ROLE {} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION {}").format(
            sql.SQL(verb), sql.Identifier(role), options
        )
        if verb == "CREATE"
        else sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(role), options)
    )
