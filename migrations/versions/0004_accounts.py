"""Sign-in sessions and throttle."""

from migrations.tools import begin

revision = "0004_accounts"
down_revision = "0003_audit"


def upgrade() -> None:
    begin()
