"""What tests of the newsletter share."""

from __future__ import annotations

import pytest

from tests.letters import Letters


@pytest.fixture
def letters(app) -> Letters:
    """The mails that were sent."""
    return Letters(app)
