"""Where the bytes of files lie: one interface, and the folder that keeps them.

No name that anybody typed comes here: bytes are found by tenant and id alone. Nothing outside of this module knows of
paths, so a store of objects (S3) can take the folder's place.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO

from flask import Flask, current_app

from app.config import ConfigurationError

CHUNK = 256 * 1024
STAGING = "staging"
PREVIEW = "-preview"


@dataclass(frozen=True, slots=True)
class Key:
    """Whose bytes: those of a file, or those of its small picture."""

    tenant_id: int
    file_id: uuid.UUID
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are there, and since when."""

    key: Key
    at: datetime


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes that have arrived and lie safely aside, until `keep()` puts them where `open()` finds them."""

    token: str
    size: int
    digest: str
    """SHA-256, in hexadecimal."""


class Store(ABC):
    """Keeps bytes. What `keep()` has returned from outlives a crash of the machine."""

    @abstractmethod
    def put(self, source: IO[bytes]) -> Staged:
        """Take all bytes from here to the end. Raises OSError, and leaves nothing, when there is no room."""

    @abstractmethod
    def keep(self, staged: Staged, key: Key) -> None:
        """Put them in their place. What lay there is replaced at once or not at all."""

    @abstractmethod
    def discard(self, staged: Staged) -> None:
        """Forget bytes that were not kept; without effect for those that were."""

    @abstractmethod
    def open(self, key: Key) -> BinaryIO:
        """The bytes, to be read from any place. Raises FileNotFoundError."""

    @abstractmethod
    def has(self, key: Key) -> bool:
        """Whether there are such bytes."""

    @abstractmethod
    def delete(self, key: Key) -> None:
        """Have them gone; without effect when they are."""

    @abstractmethod
    def tenants(self) -> Iterator[int]:
        """Those who have ever kept something."""

    @abstractmethod
    def of_tenant(self, tenant_id: int) -> Iterator[Stored]:
        """All that a tenant keeps, in no order."""

    @abstractmethod
    def clear_staging(self, before: datetime) -> int:
        """Delete what was put aside before that moment and never kept; returns how many there were."""


class FolderStore(Store):
    """A folder: `<tenant>/<two digits>/<id>`, and `staging` beside, so that keeping is one rename.

    Only this account may look into it (folders 0700, files 0600).
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder).absolute()

    def prepare(self) -> None:
        """Make the folder. Raises ConfigurationError where nothing can be written."""
        try:
            self._folder(STAGING)
            probe = self.folder / STAGING / secrets.token_hex(16)
            probe.touch(0o600, exist_ok=False)
            probe.unlink()
        except OSError as error:
            raise ConfigurationError(f"FILES_DIR={self.folder} cannot be written to ({error.strerror}).") from error

    def put(self, source: IO[bytes]) -> Staged:
        token, digest, size = secrets.token_hex(16), hashlib.sha256(), 0
        path = self._folder(STAGING) / token
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as target:
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                target.flush()
                os.fsync(target.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Staged(token, size, digest.hexdigest())

    def keep(self, staged: Staged, key: Key) -> None:
        target = self._path(key)
        self._folder(*target.relative_to(self.folder).parts[:-1])
        os.replace(self.folder / STAGING / staged.token, target)
        _sync(target.parent)

    def discard(self, staged: Staged) -> None:
        (self.folder / STAGING / staged.token).unlink(missing_ok=True)

    def open(self, key: Key) -> BinaryIO:
        return open(os.open(self._path(key), os.O_RDONLY | os.O_NOFOLLOW), "rb")

    def has(self, key: Key) -> bool:
        return self._path(key).is_file()

    def delete(self, key: Key) -> None:
        self._path(key).unlink(missing_ok=True)

    def tenants(self) -> Iterator[int]:
        for entry in os.scandir(self.folder):
            if entry.name.isdecimal():
                yield int(entry.name)

    def of_tenant(self, tenant_id: int) -> Iterator[Stored]:
        with contextlib.suppress(FileNotFoundError):
            for shelf in os.scandir(self.folder / str(tenant_id)):
                for entry in os.scandir(shelf):
                    with contextlib.suppress(FileNotFoundError, ValueError):  # deleted meanwhile, or none of ours
                        file_id, preview, _rest = entry.name.partition(PREVIEW)
                        key = Key(tenant_id, uuid.UUID(file_id), bool(preview))
                        yield Stored(key, datetime.fromtimestamp(entry.stat().st_mtime, UTC))

    def clear_staging(self, before: datetime) -> int:
        cleared = 0
        for entry in os.scandir(self._folder(STAGING)):
            with contextlib.suppress(FileNotFoundError):
                if entry.stat().st_mtime < before.timestamp():
                    os.unlink(entry)
                    cleared += 1
        return cleared

    def _path(self, key: Key) -> Path:
        """By numbers alone. The last two digits of an id of version 7 are chance, so the shelves fill evenly."""
        name = key.file_id.hex
        return self.folder / str(int(key.tenant_id)) / name[-2:] / (name + PREVIEW * key.preview)

    def _folder(self, *parts: str) -> Path:
        path = self.folder
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in parts:
            path /= part
            if not path.is_dir():
                path.mkdir(mode=0o700, exist_ok=True)
                _sync(path.parent)
        return path


def _sync(folder: Path) -> None:
    """Write down what the folder holds: a rename outlives a crash only then."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store() -> Store:
    """The store of this installation."""
    return current_app.extensions["files"]


def init_app(app: Flask) -> None:
    """Open the folder that FILES_DIR names. Raises ConfigurationError."""
    folder = FolderStore(app.config["FILES_DIR"])
    folder.prepare()
    app.extensions["files"] = folder
