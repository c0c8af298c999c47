"""The virtual environment behind the make targets: which Python, when it is made, when it is left alone."""

import os
import subprocess
import sys

import pytest

from tests.development.running import ROOT

SCRIPT = ROOT / "app" / "development" / "prepare.sh"
OLD = "#!/bin/sh\nexit 1\n"
BARE = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; *print*) echo 3.12;; esac\n'


@pytest.fixture
def project(place):
    """A folder with two locks that name nothing, so that no package is fetched."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        (place / name).write_text("# nothing\n")
    return place


def prepare(project, lock="requirements.txt", **environment):
    kept = {"PATH": os.environ["PATH"], "HOME": str(project), "PIP_QUIET": "3"}
    return subprocess.run(
        ["/bin/sh", SCRIPT, lock], cwd=project, env=kept | environment, capture_output=True, text=True, timeout=300
    )


def with_pythons(project, **scripts) -> str:
    """A search path with nothing but these programs."""
    folder = project / "bin"
    folder.mkdir()
    for name, script in scripts.items():
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    return str(folder)


def test_environment_is_made_once_and_anew_when_the_lock_changes(project):
    """One test, as an environment takes a while: interrupted, made, left alone, added to, made anew."""
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to("/nonexistent")
    path = with_pythons(project, python3=OLD, **{"python3.11": f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'})
    made = prepare(project, PATH=f"{path}:/usr/bin:/bin")
    assert made.returncode == 0, made.stderr
    assert "wird eingerichtet" in made.stderr

    marker = project / ".venv" / "marker"
    marker.touch()
    (project / "nowhere-1.0-py3-none-any.whl").write_bytes(b"no wheel")
    (project / "requirements-dev.txt").write_text("./nowhere-1.0-py3-none-any.whl\n")
    unvouched = prepare(project, "requirements-dev.txt", PIP_QUIET="0")
    assert unvouched.returncode != 0
    assert "hash" in unvouched.stderr.lower()
    (project / "requirements-dev.txt").write_text("# nothing\n")
    for lock in ("requirements-dev.txt", "requirements.txt"):
        assert prepare(project, lock).returncode == 0
        assert prepare(project, lock).stderr == ""
        assert marker.exists()

    (project / "requirements.txt").write_text("# nothing new\n")
    assert prepare(project, "requirements.txt", PYTHON=sys.executable).returncode == 0
    assert not marker.exists()


@pytest.mark.parametrize(
    ("scripts", "sentence"),
    [
        ({}, "braucht Python ab 3.11"),
        ({"python3": OLD}, "braucht Python ab 3.11"),
        ({"python3": OLD, "python3.12": BARE}, "Zu python3.12 fehlt das Modul „venv“"),
    ],
)
def test_missing_python_is_said(project, scripts, sentence):
    done = prepare(project, PATH=with_pythons(project, **scripts))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert not (project / ".venv").exists()


def test_chosen_python_must_fit(project):
    assert "PYTHON=/bin/false ist kein Python ab 3.11" in prepare(project, PYTHON="/bin/false").stderr
