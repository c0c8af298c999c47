"""E-mail: what is written to whom, the outbox, and the worker that empties it."""

from flask import Flask

from . import connection, trouble
from .breaker import Breakers
from .settings import mail_settings


def init_app(app: Flask) -> None:
    """Flask-Mail's settings from SMTP_URL. Raises ConfigurationError."""
    app.config.update(mail_settings(app.config["SMTP_URL"]))
    app.config.setdefault("MAIL_PAUSE", 30.0)  # seconds before a second attempt; doubles from there
    app.extensions["mail_breakers"] = Breakers()
    connection.init_app(app)
    trouble.init_app(app)
