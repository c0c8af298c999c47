"""The dry run and the import, in batches: each is one transaction that also says how far the work is.

Killed at any moment, nothing is half-written: a batch is there with the marks of its rows, or not at all, and the next
worker goes on behind it. Two workers on one import take turns, for each holds the row of the import; who finds that the
other was faster ends by itself.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import NotFound

from app.audit import acting_as
from app.jobs import BULK, Job, job
from tenants import as_tenant, db, insert_many, now

from .drafts import Draft, Drafter
from .identity import Seen, identity_of, recall
from .models import CustomerImport, CustomerImportRow
from .plans import Plan, Planner
from .reading import Record
from .table import Table
from .verbs import KEPT
from .writing import write as write_all

BATCH = 300
"""Rows of one transaction."""

SPELL = 45
"""Seconds after which a job hands over to the next one, so that other imports and mails get their turn."""

REFUSALS = (SQLAlchemyError, ValueError, NotFound)
"""What may be said against writing a row: a number or an address is taken, the customer was deleted meanwhile."""

log = logging.getLogger(__name__)


@job("imports.check", BULK, in_tenant=False, attempts=None)
def check(tenant_id: int, import_id: str, run: int) -> None:
    """Say what would become of the rows."""
    Work(tenant_id, import_id, run, "checking", _note).do(check)


@job("imports.write", BULK, in_tenant=False, attempts=None)
def write(tenant_id: int, import_id: str, run: int) -> None:
    """Write the customers."""
    Work(tenant_id, import_id, run, "running", _write).do(write)


@job("imports.forget", BULK)
def forget(import_id: str) -> None:
    """Forget file and rows, unless something was done with them of late."""
    imported = CustomerImport.held(import_id)
    if imported is None or imported.forgotten:
        return
    last = max(filter(None, (imported.created_at, imported.started_at, imported.finished_at)))
    if now() - last < KEPT - KEPT / 100:
        forget.defer(at=last + KEPT, import_id=import_id)
    else:
        imported.forget()


Step = Callable[[CustomerImport, list[Draft], Planner], None]


class Work:
    """One spell of work at an import, as one worker does it."""

    def __init__(self, tenant_id: int, import_id: str, run: int, state: str, step: Step) -> None:
        self.tenant_id, self.import_id, self.run, self.state, self.step = tenant_id, import_id, run, state, step
        self.place = 0
        """Rows that are behind this worker."""

    def do(self, next_job: Job) -> None:
        """Batch after batch, until all is done, somebody stops it, or the next job's turn has come."""
        try:
            self._go_on(next_job)
        except (OperationalError, InterfaceError):
            raise  # the database will be back
        except Exception:
            log.exception("import %s of agency %s cannot go on", self.import_id, self.tenant_id)
            with self._held() as imported:
                if imported is not None:
                    imported.fail()

    def _go_on(self, next_job: Job) -> None:
        began = time.monotonic()
        with as_tenant(self.tenant_id):
            imported = CustomerImport.find(self.import_id)
            if imported is None or imported.content is None or not self._is_mine(imported):
                return
            table = Table(imported.content, imported.reading)
            drafter = Drafter(table, imported.mapping)
        identities = [(row.number, identity_of(drafter.cells(row))) for row in table.rows()]
        with self._held() as imported:
            if imported is None:
                return
            self.place = imported.done
            seen = recall(identities, _accepted(imported, identities[: self.place]))
        del identities
        rows = islice(table.rows(), self.place, None)
        while self._step(drafter, rows, seen):
            if time.monotonic() - began > SPELL:
                with self._held() as imported:
                    if imported is not None:
                        next_job.defer(import_id=self.import_id, run=self.run)
                return

    def _step(self, drafter: Drafter, rows: Iterator[Record], seen: Seen) -> bool:
        """One batch, one transaction; says whether there is more to do, by this worker."""
        with self._held() as imported:
            if imported is None or imported.done != self.place:
                return False
            batch = list(islice(rows, BATCH))
            drafter.refresh()
            self.step(imported, [drafter.draft(row) for row in batch], Planner(drafter, imported.options, seen))
            self.place += len(batch)
            imported.done = self.place
            if batch and self.place < imported.total:
                return True
            imported.finish()
            return False

    @contextmanager
    def _held(self) -> Iterator[CustomerImport | None]:
        """A transaction with the import, held; None when this job has nothing more to do with it.

        What is noted beside the rows is written in the language of who imports.
        """
        with as_tenant(self.tenant_id):
            imported = CustomerImport.held(self.import_id)
            if imported is None or not self._is_mine(imported):
                yield None
                return
            with acting_as(imported.staff), force_locale(imported.staff.language):
                yield imported

    def _is_mine(self, imported: CustomerImport) -> bool:
        return (imported.state, imported.run) == (self.state, self.run)


def _note(imported: CustomerImport, drafts: list[Draft], planner: Planner) -> None:
    """The dry run: note what would be."""
    insert_many(CustomerImportRow, [_noted(imported, plan) for plan in planner.plan(drafts)])


def _write(imported: CustomerImport, drafts: list[Draft], planner: Planner) -> None:
    """The import: write, and mark the rows with what came of them."""
    rows = {row.number: row for row in db.session.scalars(_rows(imported, [draft.number for draft in drafts]))}
    for plan in _written(drafts, planner):
        row = rows[plan.number]
        for name, value in _noted(imported, plan).items():
            setattr(row, name, value)
        row.written_at = now()


def _written(drafts: list[Draft], planner: Planner) -> list[Plan]:
    """All in a few statements; when one row cannot be written, each by itself."""
    before = len(planner.seen.trail)
    plans = planner.plan(drafts)
    try:
        write_all(plans)
        return plans
    except REFUSALS as error:
        if isinstance(error, OperationalError | InterfaceError):
            raise
        log.info("a batch of an import is written row by row: %s", type(error).__name__)
    planner.seen.undo(before)
    return [plan for draft in drafts for plan in _one_by_one(draft, planner)]


def _one_by_one(draft: Draft, planner: Planner) -> list[Plan]:
    before = len(planner.seen.trail)
    [plan] = planner.plan([draft])
    try:
        write_all([plan])
    except REFUSALS as error:
        if isinstance(error, OperationalError | InterfaceError):
            raise
        log.warning("row %s of an import cannot be written: %s", draft.number, type(error).__name__)
        planner.seen.undo(before)
        plan.customer = None
        plan.end("faulty", _("Diese Zeile ließ sich nicht speichern."))
    return [plan]


def _noted(imported: CustomerImport, plan: Plan) -> dict[str, Any]:
    """What is kept of a row."""
    customer_id = plan.customer.id if plan.customer is not None else None
    about = {"import_id": imported.id, "number": plan.number, "customer_id": customer_id}
    return about | {"fate": plan.fate, "said": plan.said, "label": plan.label}


def _rows(imported: CustomerImport, numbers: list[int]):
    least, most = (min(numbers), max(numbers)) if numbers else (0, 0)
    return CustomerImportRow.of(imported).where(CustomerImportRow.number.between(least, most))


def _accepted(imported: CustomerImport, rows: list) -> dict[int, uuid.UUID | None]:
    """The rows up to now that stand for a customer, with that customer where it is there."""
    if not rows:
        return {}
    fates = or_(CustomerImportRow.fate.in_(("new", "changed", "same")), CustomerImportRow.customer_id.is_not(None))
    query = select(CustomerImportRow.number, CustomerImportRow.customer_id).where(
        CustomerImportRow.import_id == imported.id, CustomerImportRow.number <= rows[-1][0], fates
    )
    return dict(db.session.execute(query).all())
