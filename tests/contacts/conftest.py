"""What tests of contacts share."""

from __future__ import annotations

import shutil

import pytest

from app.mail import wording
from tests.letters import Letters


@pytest.fixture
def letters(app) -> Letters:
    """The mails that were sent."""
    return Letters(app)


@pytest.fixture
def own_wordings(tmp_path, monkeypatch):
    """A folder of wordings that a test may change."""
    folder = shutil.copytree(wording.DEFAULTS, tmp_path / "wordings")
    monkeypatch.setattr(wording, "DEFAULTS", folder)
    wording.default_wording.cache_clear()
    yield folder
    wording.default_wording.cache_clear()
