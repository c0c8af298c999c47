"""The secrets of a development installation: made once, kept in its data folder, readable by its user alone."""

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path


def load(folder: Path, roles: Iterable[str]) -> dict:
    """`secret_keys` (list, newest first) and `passwords` (one per database role) of this folder, made where missing."""
    path = folder / "secrets.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    known = kept.get("passwords", {})
    found = {
        "secret_keys": kept.get("secret_keys") or [secrets.token_urlsafe(48)],
        "passwords": known | {role: secrets.token_urlsafe(24) for role in roles if role not in known},
    }
    if found != kept:
        _write(path, json.dumps(found, indent=1))
    return found


def _write(path: Path, text: str) -> None:
    """Beside, then renamed: never half a file, and never readable by others in between."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
