"""Outgoing mail, and which mails an agency has switched off."""

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, check, index, moment, tenant_table, unique

revision = "0005_mail"
down_revision = "0004_accounts"


def upgrade() -> None:
    begin()
    ended = "num_nonnulls(sent_at, failed_at, expired_at)"
    tenant_table(
        "outgoing_mail",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("about_kind", sa.Text),
        sa.Column("about_id", sa.Uuid),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("recipient_name", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("sensitive", sa.Boolean, nullable=False),
        moment("queued_at", nullable=False),
        moment("expires_at"),
        moment("claimed_at"),
        moment("sent_at"),
        moment("failed_at"),
        moment("expired_at"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("unanswered", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("reply", sa.Text),
        check("outgoing_mail", "one_end", f"{ended} <= 1"),
        check("outgoing_mail", "content_until_the_end", f"content IS NOT NULL OR {ended} = 1"),
        check("outgoing_mail", "about_whole", "(about_kind IS NULL) = (about_id IS NULL)"),
        check("outgoing_mail", "about_kind", "about_kind IN ('person', 'staff')"),
        grants="SELECT, INSERT, UPDATE",
    )
    index("outgoing_mail", "about_kind", "about_id", "id")
    for name, condition in {"open": f"{ended} = 0", "failed": "failed_at IS NOT NULL"}.items():
        op.create_index(
            f"ix_outgoing_mail_{name}", "outgoing_mail", ["tenant_id", "id"], postgresql_where=sa.text(condition)
        )
    tenant_table(
        "mail_switch",
        sa.Column("key", sa.Text, nullable=False),
        moment("switched_off_at", nullable=False),
        unique("mail_switch", "key"),
        grants="SELECT, INSERT, DELETE",
    )
