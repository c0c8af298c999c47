"""What is asked of the database before anything is served from it."""

from __future__ import annotations

import logging

from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from tenants import check_role, find_by_slug

from .config import DEMO_SLUG, ConfigurationError

log = logging.getLogger(__name__)


def check_database(app: Flask) -> None:
    """Raise WrongRole for a role that the walls do not hold for, ConfigurationError for demo data in production.

    A database that cannot be reached right now is no reason not to start: until it is back, requests answer 503, and
    none is served from it before it has been checked.
    """
    try:
        _check(app)
    except OperationalError as error:
        log.warning("The database could not be checked at start: %s", error.orig)
        app.before_request_funcs.setdefault(None, []).insert(0, _check_before_serving)
        app.extensions["unchecked"] = True


def _check_before_serving() -> None:
    if current_app.extensions["unchecked"]:
        _check(current_app)
        current_app.extensions["unchecked"] = False


def _check(app: Flask) -> None:
    with app.app_context():
        check_role()
        demo = app.config["PRODUCTION"] and find_by_slug(DEMO_SLUG)
    if demo:
        raise ConfigurationError("This database holds the demo agency. Production needs a database of its own.")
