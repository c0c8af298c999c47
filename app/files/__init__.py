"""Files on customers, projects, tasks and comments: rows in the database, bytes in the store."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the store, and let in the bodies of uploads. Before everything that asks the database who is there."""
    from . import admission, sizes, store

    store.init_app(app)
    admission.init_app(app)
    app.jinja_env.filters["filesize"] = sizes.size_text
