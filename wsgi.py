"""Entry for gunicorn and the flask command: `gunicorn wsgi:app`, `flask --app wsgi worker`."""

from app import create_app

app = create_app()
