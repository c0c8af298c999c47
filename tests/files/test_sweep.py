"""What is left over goes at night, and what is missing is said."""

from __future__ import annotations

import io
import logging

import pytest

from app.files.store import Key
from app.files.sweep import sweep
from tenants import uuid7
from tests.files.conftest import attach, picture, upload


@pytest.fixture
def night(app, caplog):
    """`night()` sweeps and gives what was logged."""

    def work() -> str:
        caplog.clear()
        with app.app_context(), caplog.at_level(logging.INFO, "app.files.sweep"):
            sweep()
        return caplog.text

    return work


def stray(kept, tenant_id: int) -> Key:
    key = Key(tenant_id, uuid7())
    kept.keep(kept.put(io.BytesIO(b"x")), key)
    return key


def test_bytes_without_a_row_go_after_a_day_and_files_stay(cast, kept, clock, night):
    with cast.a.work():
        [file] = attach(cast.a, upload("a.png", picture()))
        key = file.key
    strays = [stray(kept, cast.a.tenant_id), stray(kept, cast.b.tenant_id)]
    kept.put(io.BytesIO(b"never kept"))
    night()
    assert all(kept.has(each) for each in strays)
    clock.move(hours=25)
    assert f"agency {cast.a.tenant_id}: bytes without a row deleted: 1" in night()
    assert [kept.has(each) for each in (*strays, key)] == [False, False, True]
    assert list((kept.folder / "staging").iterdir()) == []


def test_rows_without_bytes_are_said(cast, kept, night):
    with cast.a.work():
        [file] = attach(cast.a)
        kept.delete(file.key)
        said = f"agency {cast.a.tenant_id}: the bytes of file {file.id} are missing"
    assert said in night()


def test_what_belongs_to_nobody_here_is_left_alone(kept, clock, night):
    key = stray(kept, 999_999_999)
    clock.move(hours=25)
    assert "files of the agency 999999999 lie in the store, which is not in the database" in night()
    assert kept.has(key)
    kept.delete(key)


def test_many_are_swept_in_batches(cast, kept, clock, night, monkeypatch):
    monkeypatch.setattr("app.files.sweep.BATCH", 3)
    with cast.a.work():
        keys = [file.key for file in attach(cast.a, *[upload(f"{number}.txt") for number in range(7)])]
    strays = [stray(kept, cast.a.tenant_id) for _number in range(7)]
    clock.move(hours=25)
    night()
    assert all(kept.has(key) for key in keys)
    assert not any(kept.has(key) for key in strays)
