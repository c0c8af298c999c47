"""A small application on the web floor, and a browser without script for it."""

from __future__ import annotations

import pytest

from tests.client import Client
from tests.web.floor import build_floor


@pytest.fixture(scope="session")
def floor():
    """An application without a database behind it; only the apex needs none."""
    return build_floor()


@pytest.fixture
def browser(floor):
    """A browser at the apex of the small application."""
    return Client(floor, "localhost")
