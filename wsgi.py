"""Entry for gunicorn and the flask command: `gunicorn wsgi:app`, `flask --app wsgi worker`."""

import os

from app import create_app
from app.startup import check_database

app = create_app()
if "FLASK_RUN_FROM_CLI" not in os.environ:  # commands check for themselves: one of them makes the database
    check_database(app)
