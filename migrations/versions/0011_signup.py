"""Sign-up and agency look-up."""

from migrations.tools import begin

revision = "0011_signup"
down_revision = "0010_access"


def upgrade() -> None:
    begin()
