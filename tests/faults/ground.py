"""An application with a database of its own, for faults that take long or break what others stand on."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, make_url

import migrations
from app import create_app
from app.development.cluster import Cluster
from tenants import bootstrap, db
from tenants.bootstrap import ROLES
from tests.cast import Agency, make_agency
from tests.live import Installation


@dataclass
class Ground:
    """A PostgreSQL that may be stopped, the application on it, the addresses by role, and a folder; gone at the end."""

    cluster: Cluster
    urls: Mapping[str, str]
    key: str
    folder: Path
    settings: Mapping[str, Any]
    app: Any

    def agency(self, name: str = "Hafenlicht") -> Agency:
        return make_agency(self.app, name)

    def installation(self, name: str = "one", **settings: str) -> Installation:
        """Web and worker of their own, not yet started; `settings` go into their environment."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        made = Installation(self.urls, folder, self.key)
        made.settings = settings
        return made

    def forget_connections(self, app: Any = None) -> None:
        """Close what this process, or an application besides, holds open to the database."""
        with (app or self.app).app_context():
            for engine in db.engines.values():
                engine.dispose()
        if "superuser" in self.__dict__:
            self.superuser.dispose()

    @cached_property
    def superuser(self) -> Engine:
        """An engine that no wall stops."""
        url = make_url(self.cluster.superuser_url).set(database=make_url(self.urls["app_owner"]).database)
        return create_engine(url, isolation_level="AUTOCOMMIT")


@contextmanager
def ground(*, fast: bool = True, **settings: Any) -> Iterator[Ground]:
    """Ground to try faults on. `fast` gives up what a crash of PostgreSQL must find on the disk."""
    key = secrets.token_hex(32)
    with tempfile.TemporaryDirectory(prefix="kontor-faults-") as folder, Cluster.temporary(fast=fast) as cluster:
        urls = bootstrap(cluster.superuser_url, {role: secrets.token_hex(8) for role in ROLES})
        migrations.upgrade(urls["app_owner"])
        usual = {
            "PRODUCTION": False, "SECRET_KEYS": [key], "BASE_DOMAIN": "localhost", "SCHEME": "http", "PORT": 8000,
            "DATABASE_URL": urls["app_user"], "DATABASE_SYSTEM_URL": urls["app_system"],
            "DATABASE_QUEUE_URL": urls["app_queue"], "MAIL_DIR": f"{folder}/mail", "FILES_DIR": f"{folder}/files",
            "PASSWORD_COST": "low", "PORTAL_WRITES": 100_000,
        }  # fmt: skip
        settings = usual | settings
        made = Ground(cluster, urls, key, Path(folder), settings, create_app(settings))
        try:
            yield made
        finally:
            made.forget_connections()
