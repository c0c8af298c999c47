"""The folder that keeps the bytes."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from datetime import timedelta

import pytest

from app import create_app
from app.config import ConfigurationError, check, load
from app.files.store import FolderStore, Key
from tenants import now, uuid7


@pytest.fixture
def folder(tmp_path) -> FolderStore:
    made = FolderStore(tmp_path / "files")
    made.prepare()
    return made


class Broken(io.BytesIO):
    """Bytes whose sender is gone half-way."""

    def read(self, size: int = -1) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(3)


def names(folder: FolderStore) -> list[str]:
    return [name for _folder, _folders, files in os.walk(folder.folder) for name in files]


def test_bytes_go_in_and_come_out(folder):
    key, staged = Key(7, uuid7()), folder.put(io.BytesIO(b"Grundriss"))
    assert (staged.size, staged.digest) == (9, hashlib.sha256(b"Grundriss").hexdigest())
    assert not folder.has(key)
    folder.keep(staged, key)
    with folder.open(key) as source:
        assert source.read() == b"Grundriss"
    assert [stored.key for stored in folder.of_tenant(7)] == [key]
    assert list(folder.tenants()) == [7]
    folder.delete(key)
    folder.delete(key)
    with pytest.raises(FileNotFoundError):
        folder.open(key)


def test_a_picture_lies_beside_its_file(folder):
    id = uuid7()
    keys = {Key(7, id), Key(7, id, preview=True)}
    for key in keys:
        folder.keep(folder.put(io.BytesIO(b"x")), key)
    assert {stored.key for stored in folder.of_tenant(7)} == keys
    assert list(folder.of_tenant(8)) == []


def test_what_breaks_off_leaves_nothing(folder):
    with pytest.raises(ConnectionResetError):
        folder.put(Broken(b"Grundriss"))
    assert names(folder) == []


def test_what_is_not_wanted_leaves_nothing(folder):
    folder.discard(folder.put(io.BytesIO(b"x")))
    assert names(folder) == []


def test_only_this_account_may_look(folder):
    old = os.umask(0)
    try:
        folder.keep(folder.put(io.BytesIO(b"x")), Key(7, uuid7()))
    finally:
        os.umask(old)
    for place, folders, files in os.walk(folder.folder):
        for name in folders:
            assert stat.S_IMODE(os.stat(os.path.join(place, name)).st_mode) == 0o700
        for name in files:
            assert stat.S_IMODE(os.stat(os.path.join(place, name)).st_mode) == 0o600


def test_what_was_never_kept_is_cleared_away_later(folder):
    folder.put(io.BytesIO(b"x"))
    assert folder.clear_staging(now() - timedelta(hours=24)) == 0
    assert folder.clear_staging(now() + timedelta(hours=1)) == 1
    assert names(folder) == []


def test_a_folder_that_cannot_be_written_to_is_refused_at_start(config, tmp_path):
    (tmp_path / "files").write_text("no folder")
    with pytest.raises(ConfigurationError, match="FILES_DIR"):
        create_app(config | {"FILES_DIR": str(tmp_path / "files")})


def test_production_says_where_files_lie():
    settings = load({
        "SECRET_KEYS": "k" * 40, "BASE_DOMAIN": "kontor.example", "DATABASE_URL": "postgresql://app_user:x@db/kontor",
        "SMTP_URL": "smtps://mail.example",
    })  # fmt: skip
    with pytest.raises(ConfigurationError, match="FILES_DIR"):
        check(settings)
