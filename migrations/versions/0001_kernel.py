"""Tenant, current_tenant() and the function that resolves a host."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, moment, secure

revision = "0001_kernel"
down_revision = None


def upgrade() -> None:
    begin()
    op.execute("CREATE SCHEMA app")
    op.execute("REVOKE ALL ON SCHEMA app FROM PUBLIC")
    op.execute("GRANT USAGE ON SCHEMA app TO app_user, app_system, app_backup, app_resolver")
    op.execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    op.execute(
        """
        CREATE FUNCTION app.current_tenant() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
        AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::bigint $$
        """
    )
    op.execute("GRANT EXECUTE ON FUNCTION app.current_tenant() TO app_user, app_system, app_backup, app_resolver")
    op.execute("CREATE SEQUENCE tenant_id_seq AS bigint")
    op.execute("GRANT USAGE ON SEQUENCE tenant_id_seq TO app_user")
    op.create_table(
        "tenant",
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        moment("created_at", nullable=False),
        moment("confirmed_at"),
        moment("suspended_at"),
        moment("deleted_at"),
        sa.Column("time_zone", sa.Text, nullable=False),
        sa.Column("reply_to", sa.Text),
        sa.Column("imprint_url", sa.Text),
        sa.Column("privacy_url", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_tenant"),
        sa.UniqueConstraint("slug", name="uq_tenant_slug"),
    )
    # an agency changes neither its subdomain nor that it was suspended or deleted
    own = "name, confirmed_at, time_zone, reply_to, imprint_url, privacy_url"
    secure("tenant", "id", grants=f"SELECT, INSERT, UPDATE ({own})", system="SELECT, DELETE")
    # its body is checked when it runs: as app_owner, without a tenant, the check itself would be refused
    op.execute("SET LOCAL check_function_bodies = off")
    resolver = "id, slug, created_at, confirmed_at, suspended_at, deleted_at"
    op.execute("CREATE POLICY resolver_reads ON tenant FOR SELECT TO app_resolver USING (true)")
    op.execute(f"GRANT SELECT ({resolver}) ON tenant TO app_resolver")
    op.execute(
        f"""
        CREATE FUNCTION app.resolve_tenant(wanted text)
        RETURNS TABLE (id bigint, slug text, created_at timestamptz, confirmed_at timestamptz,
                       suspended_at timestamptz, deleted_at timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
        AS $$ SELECT {", ".join(f"t.{column}" for column in resolver.split(", "))}
              FROM public.tenant t WHERE t.slug = wanted $$
        """
    )
    op.execute("GRANT EXECUTE ON FUNCTION app.resolve_tenant(text) TO app_user, app_system")
    op.execute("GRANT CREATE ON SCHEMA app TO app_resolver")
    op.execute("ALTER FUNCTION app.resolve_tenant(text) OWNER TO app_resolver")
    op.execute("REVOKE CREATE ON SCHEMA app FROM app_resolver")
    # agency 0, the apex: its forms, throttle and mails stand behind the same walls
    op.execute("SET LOCAL app.tenant_id = '0'")
    op.execute("SET LOCAL row_security = on")
    op.execute(
        "INSERT INTO tenant (id, slug, name, created_at, confirmed_at, time_zone)"
        " VALUES (0, '@', 'Kontor', now(), now(), 'Europe/Berlin')"
    )
