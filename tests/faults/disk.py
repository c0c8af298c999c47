"""A disk that is full: that of the database, and that of the files.

    python -m tests.faults.disk

Needs a small disk of its own (a tmpfs, so the right to mount one): the database lies there in a tablespace, the write
ahead log does not. Where that fills as well PostgreSQL ends by its own rule, and the product answers as if it were
restarted (database_storm).
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tenants import uuid7
from tests.faults.database_storm import LIST, NEW, TYPED
from tests.faults.ground import Ground, ground
from tests.faults.table import Row, print_table
from tests.faults.visit import Visit

SIZE = "120m"
PADDING = "ä" * 4000


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of 120 MB, or None where none may be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0777", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> None:
    """Leave no byte."""
    with contextlib.suppress(OSError), (disk / "ballast").open("ab", buffering=0) as ballast:
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while ballast.write(b"\0" * size):
                    pass


def move_database(place: Ground, disk: Path) -> None:
    """Into a tablespace on the disk."""
    (disk / "tables").mkdir()
    os.chown(disk / "tables", place.cluster.user.uid, place.cluster.user.gid)
    name = make_url(place.urls["app_owner"]).database
    place.forget_connections()
    postgres = create_engine(place.cluster.superuser_url, isolation_level="AUTOCOMMIT")
    with postgres.connect() as connection:
        connection.execute(text(f"CREATE TABLESPACE small LOCATION '{disk / 'tables'}'"))
        connection.execute(text(f'ALTER DATABASE "{name}" SET TABLESPACE small'))
    postgres.dispose()


def send_many(visit: Visit, form: dict[str, str], times: int) -> tuple[Counter, list[str], set[str]]:
    """Make so many customers; the answers by status, the ids of those made, and what 503 says about coming back."""
    said, made, later = Counter(), [], set()
    for _each in range(times):
        id = str(uuid7())
        answer = visit.send(NEW, form, id=id, company=f"Firma {id[-12:]}", note=PADDING)
        said[answer.status_code] += 1
        if answer.status_code == 303:
            made.append(id)
        if answer.status_code == 503:
            later.add(answer.headers.get("Retry-After", ""))
    return said, made, later


def full_database(place: Ground, disk: Path) -> Row:
    agency = place.agency()
    move_database(place, disk)
    installation = place.installation("database")
    try:
        installation.start_web()
        visit = Visit.of(installation.port, agency, agency.member)
        form = visit.form(NEW) | TYPED
        before, made, _later = send_many(visit, form, 3)
        fill(disk)
        while_full, squeezed_in, later = send_many(visit, form, 40)
        reads = Counter(
            visit.open("GET", path).status_code for path in (LIST, NEW, f"{LIST}/{made[0]}", "/verwaltung/")
        )
        (disk / "ballast").unlink()
        after, made_after, _later = send_many(visit, form, 3)
    finally:
        installation.stop()
    with place.superuser.connect() as connection:
        there = {str(id) for id in connection.execute(text("SELECT id FROM customer")).scalars()}
    lost = len({*made, *squeezed_in, *made_after} - there)
    return Row(
        "disk of the database full",
        "writes 503 with Retry-After, reads work, recovers by itself",
        f"writes {_said(while_full)}, reads {_said(reads)}, with room again {_said(after)}, {lost} lost",
        set(while_full) <= {303, 503} and while_full[503] > 0 and set(reads) == {200} and set(after) == {303}
        and later == {"5"} and not lost and set(before) == {303},
    )  # fmt: skip


def full_files(place: Ground, disk: Path) -> Row:
    agency = place.agency("Ablage")
    installation = place.installation("files", FILES_DIR=str(disk / "files"))
    path = f"/verwaltung/dateien/kunde/{agency.customer.id}/hochladen"
    try:
        installation.start_web()
        visit = Visit.of(installation.port, agency, agency.member)
        form = visit.form(path, every=True)

        def upload(size: int) -> tuple[int, str]:
            sent = {**form, "id": str(uuid7()), "files": (BytesIO(b"x" * size), "x.txt")}
            answer = visit.open("POST", path, sent)
            return answer.status_code, answer.headers.get("Retry-After", "")

        before = upload(100)
        fill(disk)
        while_full = [upload(2_000_000) for _each in range(10)]
        reads = Counter(visit.open("GET", where).status_code for where in (LIST, path.removesuffix("/hochladen")))
        staged = sum(1 for _each in (disk / "files" / "staging").iterdir())
        (disk / "ballast").unlink()
        after = upload(2_000_000)
    finally:
        installation.stop()
    said = Counter(status for status, _later in while_full)
    return Row(
        "disk of the files full",
        "uploads 503 with Retry-After, reads work, recovers by itself",
        f"uploads {_said(said)}, reads {_said(reads)}, {staged} halves left behind, with room again {after[0]}",
        set(while_full) == {(503, "5")} and set(reads) == {200} and (before[0], after[0]) == (303, 303) and not staged,
    )


def _said(answers: Counter) -> str:
    return ", ".join(f"{number} × {status}" for status, number in sorted(answers.items()))


def main() -> list[Row]:
    rows = []
    for name, bar in (("database", full_database), ("files", full_files)):
        with ground() as place:
            place.folder.chmod(0o755)  # PostgreSQL runs as somebody else where we are root
            with small_disk(place.folder / "small") as disk:
                unknown = Row(
                    f"disk of the {name} full", "writes 503, reads work", "no disk can be mounted here", False
                )
                rows.append(bar(place, disk) if disk else unknown)
                place.forget_connections()
                place.cluster.stop()
    return rows


if __name__ == "__main__":
    sys.exit(print_table(main()))
