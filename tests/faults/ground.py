"""An application with a database of its own, for faults that are tried by hand and at length."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import migrations
from app import create_app
from app.development.cluster import Cluster
from tenants import bootstrap, db
from tenants.bootstrap import ROLES


@contextmanager
def ground() -> Iterator[tuple[Any, Mapping[str, str], str, Path]]:
    """The application, the addresses of its database by role, its secret key and an empty folder; gone at the end."""
    key = secrets.token_hex(32)
    with tempfile.TemporaryDirectory(prefix="kontor-faults-") as folder, Cluster.temporary() as cluster:
        urls = bootstrap(cluster.superuser_url, {role: secrets.token_hex(8) for role in ROLES})
        migrations.upgrade(urls["app_owner"])
        settings = {
            "PRODUCTION": False,
            "SECRET_KEYS": [key],
            "BASE_DOMAIN": "localhost",
            "SCHEME": "http",
            "PORT": 8000,
        }
        app = create_app(settings | {"DATABASE_URL": urls["app_user"], "PASSWORD_COST": "low"})
        yield app, urls, key, Path(folder)
        with app.app_context():
            db.engine.dispose()
