"""Outgoing mail."""

from migrations.tools import begin

revision = "0005_mail"
down_revision = "0004_accounts"


def upgrade() -> None:
    begin()
