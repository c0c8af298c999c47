"""The job queue: procrastinate's tables in a schema of their own, and the one function by which requests reach them."""

from hashlib import sha256
from importlib.resources import files

from alembic import op

from migrations.tools import begin

revision = "0002_queue"
down_revision = "0001_kernel"

SHIPPED = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"
"""SHA-256 of the schema in procrastinate 3.10. A release that changes it needs a revision of ours that goes on."""


def tables() -> str:
    """The library's own schema, less its CREATE EXTENSION plpgsql, which only a superuser may do and nobody needs."""
    shipped = (files("procrastinate") / "sql" / "schema.sql").read_bytes()
    if sha256(shipped).hexdigest() != SHIPPED:
        raise RuntimeError("procrastinate's schema is not that of 3.10, which this revision makes: see SHIPPED")
    schema = shipped.decode()
    return schema.replace(schema[schema.index("DO $$") : schema.index("-- Enums")], "")


def upgrade() -> None:
    begin()
    op.execute("CREATE SCHEMA queue")
    op.execute("REVOKE ALL ON SCHEMA queue FROM PUBLIC")
    op.execute("SET LOCAL search_path = queue")
    op.get_bind().exec_driver_sql(tables().replace("%", "%%"))
    op.execute("SET LOCAL search_path = public")
    # the functions name their tables without the schema; nobody need have it on the search path to set off a trigger
    op.execute(
        """
        DO $$ DECLARE f regprocedure; BEGIN
            FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'queue'::regnamespace LOOP
                EXECUTE format('ALTER FUNCTION %s SET search_path = queue, pg_temp', f);
            END LOOP;
        END $$
        """
    )
    op.execute("GRANT USAGE ON SCHEMA queue TO app_queue, app_user, app_backup")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA queue TO app_queue")
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA queue TO app_queue")
    op.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA queue TO app_queue")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA queue TO app_backup")
    op.execute("GRANT SELECT ON ALL SEQUENCES IN SCHEMA queue TO app_backup")
    # the tenant is the session's own, whatever the arguments say
    op.execute(
        """
        CREATE FUNCTION queue.enqueue(queue_name text, task_name text, args jsonb, scheduled_at timestamptz)
        RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = queue, pg_temp
        AS $$
        DECLARE
            tenant bigint := app.current_tenant();
        BEGIN
            IF tenant IS NULL THEN
                RAISE EXCEPTION 'a job needs a tenant';
            END IF;
            RETURN (procrastinate_defer_jobs_v1(ARRAY[ROW(
                queue_name, task_name, 0, NULL, NULL, args || jsonb_build_object('tenant_id', tenant), scheduled_at
            )::procrastinate_job_to_defer_v1]))[1];
        END
        $$
        """
    )
    op.execute("GRANT EXECUTE ON FUNCTION queue.enqueue(text, text, jsonb, timestamptz) TO app_user")
