"""`make faults`: what takes too long for every test run. Prints one table; ends with 1 when a bar is missed.

    python -m tests.faults [mails database fairness inputs disk doubles imports]     (all unless named)

Each fault also runs by itself, smaller or larger: `python -m tests.faults.mail_storm 200 5`.
"""

from __future__ import annotations

import sys
import time

from tests.faults import bad_inputs, database_storm, disk, doubles, fairness, import_storm, mail_storm
from tests.faults.table import Row, print_table

FAULTS = {
    "mails": mail_storm.main,
    "database": database_storm.main,
    "fairness": fairness.main,
    "inputs": bad_inputs.main,
    "disk": disk.main,
    "doubles": doubles.main,
    "imports": import_storm.main,
}


def tried(name: str) -> list[Row]:
    """The rows of one fault; one that could not be tried is one whose bar is missed."""
    began = time.monotonic()
    try:
        rows = FAULTS[name]()
    except Exception as error:  # the others are tried all the same
        rows = [Row(name, "can be tried", f"{type(error).__name__}: {error}", False)]
    print(f"{name}: {time.monotonic() - began:.0f} s")
    for row in rows:
        print(f"    {row.measured}", flush=True)
    return rows


if __name__ == "__main__":
    sys.exit(print_table([row for name in sys.argv[1:] or FAULTS for row in tried(name)]))
