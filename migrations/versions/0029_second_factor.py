"""One-time codes, recovery codes and passkeys."""

import sqlalchemy as sa

from migrations.tools import begin, check, index, moment, reference, tenant_table, unique

revision = "0029_second_factor"
down_revision = "0028_agency_whole"


def owners(table: str) -> list:
    """Of a person or of a member of the staff, never of both; gone with them."""
    return [
        sa.Column("person_id", sa.Uuid),
        sa.Column("staff_id", sa.Uuid),
        reference(table, "person", "person_id", ondelete="CASCADE"),
        reference(table, "staff_member", "staff_id", ondelete="CASCADE"),
        check(table, "owner", "(person_id IS NULL) <> (staff_id IS NULL)"),
    ]


def upgrade() -> None:
    begin()
    tenant_table(
        "one_time_code",
        *owners("one_time_code"),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        moment("confirmed_at"),
        moment("created_at", nullable=False),
        unique("one_time_code", "person_id"),
        unique("one_time_code", "staff_id"),
    )
    tenant_table(
        "recovery_code",
        *owners("recovery_code"),
        sa.Column("digest", sa.Text, nullable=False),
        moment("used_at"),
        moment("created_at", nullable=False),
        unique("recovery_code", "digest"),
    )
    index("recovery_code", "person_id")
    index("recovery_code", "staff_id")
    tenant_table(
        "passkey",
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("credential_id", sa.Text, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        moment("last_used_at"),
        moment("created_at", nullable=False),
        reference("passkey", "staff_member", "staff_id", ondelete="CASCADE"),
        unique("passkey", "credential_id"),
    )
    index("passkey", "staff_id")
