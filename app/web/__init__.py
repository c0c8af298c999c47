"""What every screen stands on: errors, headers, logs, forms, language, pages, assets, navigation, branding."""

from __future__ import annotations

from flask import Flask

from . import assets, bodies, brand_files, doors, errors, locale, logs, markdown, navigation, pages, people, security


def init_app(app: Flask) -> None:
    """Wire the web floor into the application; after this every page can be rendered."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    for part in (logs, bodies, security, doors, assets, locale, brand_files):
        part.init_app(app)
    for part in (navigation, pages, people, markdown, errors):
        part.init_app(app)
