"""Each agency's wording of its mails, its own mail server, how long mails are kept, and turns in the queue."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, check, index, moment, reference, tenant_table, unforced, unique

revision = "0032_wordings"
down_revision = "0031_contact_requests"

OPEN = "sent_at IS NULL AND failed_at IS NULL AND expired_at IS NULL"


def upgrade() -> None:
    begin()
    tenant_table(
        "mail_wording",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("variant", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("body", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("staff_id", sa.Uuid),
        sa.Column("staff_name", sa.Text, nullable=False),
        moment("created_at", nullable=False),
        moment("failed_at"),
        check("mail_wording", "whole", "(subject IS NULL) = (body IS NULL)"),
        unique("mail_wording", "key", "variant", "number"),
        reference("mail_wording", "staff_member", "staff_id"),
        grants="SELECT, INSERT, UPDATE (failed_at)",
    )
    tenant_table(
        "mail_server",
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("port", sa.Integer, nullable=False),
        sa.Column("security", sa.Text, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("code", sa.Text),
        sa.Column("code_tries", sa.Integer, nullable=False),
        moment("code_sent_at"),
        moment("verified_at"),
        sa.Column("trouble", sa.Text),
        moment("trouble_at"),
        moment("created_at", nullable=False),
        check("mail_server", "security", "security IN ('tls', 'starttls')"),
        # one for each agency
        unique("mail_server"),
    )
    with unforced("outgoing_mail"):
        for name in ("urgent", "is_test"):
            default = sa.true() if name == "urgent" else sa.false()
            op.add_column("outgoing_mail", sa.Column(name, sa.Boolean, nullable=False, server_default=default))
            op.alter_column("outgoing_mail", name, server_default=None)
        for name in ("server_id", "resent_from"):
            op.add_column("outgoing_mail", sa.Column(name, sa.Uuid))
        key = sa.Text(collation="C")
        op.add_column("outgoing_mail", sa.Column("recipient_key", key, nullable=False, server_default=""))
        op.alter_column("outgoing_mail", "recipient_key", server_default=None)
        op.execute("UPDATE outgoing_mail SET recipient_key = lower(recipient)")
        index("outgoing_mail", "queued_at")
        index("outgoing_mail", "key", "id")
        index("outgoing_mail", "recipient_key", "id")
        index("outgoing_mail", "sent_at", postgresql_where=sa.text("sent_at IS NOT NULL"))
        index("outgoing_mail", "resent_from", postgresql_where=sa.text("resent_from IS NOT NULL"))
        # a condition that the planner finds in the question again, which it did not in num_nonnulls()
        op.drop_index("ix_outgoing_mail_open", "outgoing_mail")
        expired = "expired_at IS NOT NULL"
        for name, condition in (("open", OPEN), ("urgent", f"{OPEN} AND urgent"), ("expired", expired)):
            columns = ["tenant_id", "id"]
            op.create_index(f"ix_outgoing_mail_{name}", "outgoing_mail", columns, postgresql_where=sa.text(condition))
    op.execute("GRANT DELETE ON outgoing_mail TO app_user")
    with unforced("tenant"):
        op.add_column("tenant", sa.Column("mail_kept_days", sa.Integer, nullable=False, server_default="365"))
        op.alter_column("tenant", "mail_kept_days", server_default=None)
    op.execute("GRANT UPDATE (mail_kept_days) ON tenant TO app_user")
    take_turns()


def take_turns() -> None:
    """Fair queueing: an agency's jobs keep their order and alternate with those of every other agency.

    A job's priority counts down from that of the one before it of the same agency, but begins no higher than what is
    next in the queue. What was written for a later time does not count, what is tried again does.
    """
    op.execute(
        "CREATE INDEX procrastinate_jobs_turn_idx ON queue.procrastinate_jobs (queue_name, (args ->> 'tenant_id'), "
        "priority) WHERE status = 'todo' AND (scheduled_at IS NULL OR attempts > 0)"
    )
    op.execute(
        "CREATE INDEX procrastinate_jobs_head_idx ON queue.procrastinate_jobs (queue_name, priority) "
        "WHERE status = 'todo' AND scheduled_at IS NULL"
    )
    op.execute("DROP FUNCTION queue.enqueue(text, text, jsonb, timestamptz)")
    op.execute(
        """
        CREATE FUNCTION queue.enqueue(
            queue_name text, task_name text, args jsonb, scheduled_at timestamptz, ahead boolean DEFAULT false
        )
        RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = queue, pg_temp
        AS $$
        DECLARE
            tenant bigint := app.current_tenant();
            -- those ahead count down from a thousand million, all others from zero
            top integer := CASE WHEN ahead THEN 1000000000 ELSE 0 END;
            floor integer := top - 999999999;
            head integer;
            own integer;
        BEGIN
            IF tenant IS NULL THEN
                RAISE EXCEPTION 'a job needs a tenant';
            END IF;
            SELECT max(jobs.priority) INTO head FROM procrastinate_jobs AS jobs
                WHERE jobs.status = 'todo' AND jobs.scheduled_at IS NULL AND jobs.queue_name = enqueue.queue_name
                    AND jobs.priority BETWEEN floor AND top;
            SELECT min(jobs.priority) INTO own FROM procrastinate_jobs AS jobs
                WHERE jobs.status = 'todo' AND (jobs.scheduled_at IS NULL OR jobs.attempts > 0)
                    AND jobs.queue_name = enqueue.queue_name AND jobs.args ->> 'tenant_id' = tenant::text
                    AND jobs.priority BETWEEN floor AND top;
            RETURN (procrastinate_defer_jobs_v1(ARRAY[ROW(
                queue_name, task_name, greatest(floor, least(coalesce(head, top), coalesce(own - 1, top))), NULL, NULL,
                args || jsonb_build_object('tenant_id', tenant), scheduled_at
            )::procrastinate_job_to_defer_v1]))[1];
        END
        $$
        """
    )
    op.execute("REVOKE ALL ON FUNCTION queue.enqueue(text, text, jsonb, timestamptz, boolean) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION queue.enqueue(text, text, jsonb, timestamptz, boolean) TO app_user")
