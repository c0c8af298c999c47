"""An import survives kill -9 of the worker at any moment, and two workers on it: each row is written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import make_agency
from tests.faults.import_storm import Storm, content, expected
from tests.live import Installation
from tests.mail.letters import empty_queue


@pytest.fixture
def storm(app, superuser, urls, config, tmp_path):
    empty_queue(superuser)
    installation = Installation(urls, Path(tmp_path), config["SECRET_KEYS"][0])
    installation.start_worker()
    yield Storm(app, make_agency(app, "Sturmflut"), installation)
    installation.stop()


def test_nothing_is_half_written_and_nothing_twice(storm, urls, config, tmp_path):
    """`make faults` does the same with 50,000 rows."""
    rows = 900
    second = Installation(urls, tmp_path, config["SECRET_KEYS"][0])
    second.start_worker()
    try:
        before = storm.there()
        fates, *_seconds = storm.bring_in(content(rows), kills=2)
        after = storm.there()
        assert fates == expected(rows)
        new = {name: after[name] - before[name] for name in after}
        assert new == dict.fromkeys(new, fates["new"]) | {"outgoing_mail": 0}
        again, *_seconds = storm.bring_in(content(rows), kills=0)
        assert again == fates | {"new": 0, "same": fates["new"]}
        assert storm.there() == after
    finally:
        second.stop()
