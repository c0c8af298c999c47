"""What the signed-in database role may not be. Asserted at start: a wrong role makes every wall an ornament."""

from __future__ import annotations

from sqlalchemy import text

from .db import db, side_engine

FAULTS = text(
    """
    SELECT CASE
        WHEN r.rolsuper THEN 'is a superuser'
        WHEN r.rolbypassrls THEN 'bypasses row-level security'
        WHEN r.rolcreaterole OR r.rolcreatedb THEN 'may make roles or databases'
        WHEN EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid) THEN 'owns tables'
        WHEN pg_has_role(current_user, 'app_owner', 'MEMBER') THEN 'may become app_owner'
        WHEN pg_has_role(current_user, 'app_system', 'MEMBER') THEN 'may become app_system'
        WHEN has_database_privilege(current_database(), 'TEMP') THEN 'may make temporary tables'
    END
    FROM pg_roles r WHERE r.rolname = current_user
    """
)


class WrongRole(RuntimeError):
    """The database role can do more than requests may; the message says what."""


def check_role() -> None:
    """Raise WrongRole unless DATABASE_URL signs in as a role for which row-level security holds. One query."""
    with side_engine().connect().execution_options(plain=True) as connection:
        fault = connection.execute(FAULTS).scalar_one()
    if fault:
        raise WrongRole(f"The role {db.engine.url.username} of DATABASE_URL {fault}. It must be app_user, see README.")
