"""Journeys run against processes: gunicorn, worker, mail server."""

import pytest

from tests.live import installation


@pytest.fixture(scope="module")
def live(urls, config):
    """A running installation on the test's PostgreSQL."""
    with installation(urls, config["SECRET_KEYS"][0]) as running:
        yield running
