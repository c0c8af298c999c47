"""The customers' portal below /kunden/: the way in, the start page, one's own profile."""

from __future__ import annotations

from flask import Flask

from . import elsewhere, speech


def init_app(app: Flask) -> None:
    """Let portal pages speak as the person wishes. Before `accounts.init_app()`, whose refusals are pages too."""
    speech.init_app(app)
    elsewhere.init_app(app)
