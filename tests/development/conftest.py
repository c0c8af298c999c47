import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.development.running import ROOT


@pytest.fixture
def place():
    """A folder that every account may pass, unlike pytest's own; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="kontor-place-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def other_accounts() -> list[int | None]:
    """Whom to run the product as: ourselves, and as root also `nobody` where it may read Python and the project."""
    if os.geteuid() != 0:
        return [None]
    nobody = pwd.getpwnam("nobody")
    try:
        tried = subprocess.run(
            [sys.executable, "-c", "import flask"], user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], cwd=ROOT,
            capture_output=True,
        )  # fmt: skip
    except OSError:
        return [None]
    return [None] if tried.returncode else [None, nobody.pw_uid]
