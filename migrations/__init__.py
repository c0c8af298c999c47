"""Schema of the database: Alembic, run as app_owner on an engine of its own."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

HERE = Path(__file__).parent


def configuration(owner_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = owner_url
    return config


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Bring the database to a revision. `owner_url` signs in as app_owner."""
    command.upgrade(configuration(owner_url), revision)
