"""kill -9 of the worker during an import of many rows with mixed faults.

    python -m tests.faults.import_storm [rows] [kills]     (50,000 and 1 unless given)

Dry run and import are killed so often each. Prints what came of it; ends with 1 when a count is not as it was made to
be, a customer is there twice or half, or the same file brought in once more adds anything.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

from sqlalchemy import func, select

from app.contacts.models import Contact, Person
from app.customers.models import Customer
from app.customers.search import SearchWord
from app.groups.models import Group, GroupMembership
from app.imports.models import CustomerImport
from app.imports.table import survey
from app.mail.models import OutgoingMail
from tenants import db, uuid7
from tests.faults.ground import Ground, ground
from tests.faults.table import Row, print_table
from tests.live import Installation

HEAD = "Kundennummer;Firma;Anrede;Vorname;Nachname;Straße;PLZ;Ort;Land;Telefon;E-Mail;Notiz"
PATIENCE = 3600

FAULTS = {
    7: "faulty", 23: "faulty", 31: "skipped", 47: "faulty", 59: "faulty", 71: "faulty",
}  # fmt: skip
"""What the row with this rest of its number modulo 100 is, by its kind of fault; all others are new."""


def row(number: int) -> str:
    """One row of the file; the first data row has the number 2."""
    name, rest = f"Firma {number} GmbH", number % 100
    cells = [str(100_000 + number), name, "Frau", "Änne", f"Müller {number}", "Hafenstraße 5", "26122", "Oldenburg",
             "Deutschland", "0441 23125100", f"p{number}@example.org", 'sagt "ja"; und\nnein']  # fmt: skip
    if rest == 7:
        cells[10] = "keine@"
    elif rest == 23:
        cells[1] = cells[3] = cells[4] = ""
        cells[10] = ""
    elif rest == 31:
        cells[0] = str(100_000 + number - 1)  # the row before once more
    elif rest == 47:
        cells[8] = "Narnia"
    elif rest == 59:
        return ";".join(cells[:5])
    elif rest == 71:
        cells[1] = "Firma\x00"
    return ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)


def content(rows: int) -> bytes:
    return "\r\n".join([HEAD, *(row(number) for number in range(2, rows + 2))]).encode("windows-1252")


def expected(rows: int) -> dict[str, int]:
    counts = dict.fromkeys(("new", "changed", "same", "skipped", "faulty"), 0)
    for number in range(2, rows + 2):
        counts[FAULTS.get(number % 100, "new")] += 1
    return counts


@dataclass
class Storm:
    """An agency, a file, and a worker that is killed."""

    app: object
    agency: object
    installation: Installation

    def bring_in(self, data: bytes, kills: int) -> tuple[dict[str, int], float, float]:
        """The fates, and the seconds of dry run and import; each is killed so often on its way."""
        with self.agency.work():
            member = self.agency.member.load()
            imported = CustomerImport.begin(uuid7(), "sturm.csv", data, survey(data), member)
            group = db.session.scalars(Group.preselection()).one().id
            imported.check(imported.mapping, {"mode": "overwrite", "groups": [str(group)]})
            self.id, total = imported.id, imported.total
        dry = self.wait("checked", total, kills)
        with self.agency.work():
            checked = CustomerImport.get(self.id).fates
            CustomerImport.get(self.id).start()
        wet = self.wait("done", total, kills)
        with self.agency.work():
            fates = CustomerImport.get(self.id).fates
        assert checked == fates, f"the dry run said {checked}, the import {fates}"
        return fates, dry, wet

    def wait(self, state: str, total: int, kills: int) -> float:
        began, marks = time.monotonic(), [total * (kill + 1) // (kills + 1) for kill in range(kills)]
        while time.monotonic() - began < PATIENCE:
            with self.agency.work():
                imported = CustomerImport.get(self.id)
                now_at, done = imported.state, imported.done
            if now_at == state:
                print(f"{state} after {time.monotonic() - began:.0f} s", flush=True)
                return time.monotonic() - began
            assert now_at in ("checking", "running"), now_at
            if marks and done >= marks[0]:
                marks.pop(0)
                self.installation.worker.kill()
                self.installation.worker.wait()
                self.installation.start_worker()
            time.sleep(0.3)
        raise AssertionError("it did not end")

    def there(self) -> dict[str, int]:
        """What is in the agency."""
        with self.agency.work():
            tables = (Customer, Contact, Person, GroupMembership, OutgoingMail)
            counts = {kind.__tablename__: db.session.scalar(select(func.count()).select_from(kind)) for kind in tables}
            found = select(func.count(SearchWord.object_id.distinct())).where(SearchWord.kind == "customer")
            return counts | {"findable": db.session.scalar(found)}


def storm(ground: Ground, rows: int, kills: int) -> dict:
    """Bring the file in, twice; returns figures, and what is wrong under "wrong"."""
    agency, installation = ground.agency("Sturmflut"), ground.installation()
    try:
        installation.start_worker()
        raging, data, wanted = Storm(ground.app, agency, installation), content(rows), expected(rows)
        before = raging.there()
        fates, dry, wet = raging.bring_in(data, kills)
        after = raging.there()
        again, *_seconds = raging.bring_in(data, 0)
        unchanged = raging.there()
    finally:
        installation.stop()
    new = {name: after[name] - before[name] for name in after}
    made = dict.fromkeys(new, wanted["new"]) | {"outgoing_mail": 0}
    wrong = [
        what
        for what, fine in (
            (f"the fates {fates} instead of {wanted}", fates == wanted),
            (f"there is {new}", new == made),
            (f"once more: {again}", again == wanted | {"new": 0, "same": wanted["new"]}),
            (f"once more there is {unchanged}", unchanged == after),
        )
        if not fine
    ]
    return {
        **fates, "rows": rows, "kills": 2 * kills, "seconds of dry run": round(dry, 1),
        "seconds of import": round(wet, 1), "rows per second": round(rows / wet), "wrong": wrong,
    }  # fmt: skip


def main(rows: int = 50_000, kills: int = 1) -> list[Row]:
    with ground() as place:
        figures = storm(place, rows, kills)
    wrong, seconds = figures["wrong"], figures["seconds of import"]
    return [
        Row(
            f"worker killed in an import of {rows} rows",
            "each row once, none half, the same file again adds nothing",
            "; ".join(wrong) or f"{figures['new']} new, {figures['faulty']} faulty, 0 wrong; {seconds} s",
            not wrong,
        )
    ]


if __name__ == "__main__":
    sys.exit(print_table(main(*map(int, sys.argv[1:]))))
