"""What every kind of sign-in stands on: passwords, links, sessions, the actor, the throttle, form tokens."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Sessions, the current actor and form tokens; after `tenants.init_app()`, which finds the agency first."""
    from . import actor, cookies, csrf, second_factor, sessions, tidying  # noqa: F401

    cookies.init_app(app)
    sessions.init_app(app)
    actor.init_app(app)
    csrf.init_app(app)
