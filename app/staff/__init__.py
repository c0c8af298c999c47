"""The agency's own people: roles, sign-in, invitations, their pages below /verwaltung/."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Let the pages of the staff speak as they wish. Before `accounts.init_app()`, whose refusals are pages too."""
    from . import speech

    speech.init_app(app)
