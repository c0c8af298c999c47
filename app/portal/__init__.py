"""The customers' portal below /kunden/: the way in, the start page, one's own profile."""

from __future__ import annotations

from flask import Flask

from . import elsewhere, guard, impersonated, speech


def init_app(app: Flask) -> None:
    """Let portal pages speak as the person wishes. Before `accounts.init_app()`, whose refusals are pages too."""
    speech.init_app(app)
    impersonated.init_app(app)
    app.before_request(guard.own_password_first)
    elsewhere.init_app(app)
