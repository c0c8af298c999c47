"""What is done with an import: begun, read anew, checked, run, stopped, forgotten."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import Conflict

from app.audit import record, register_verbs
from app.jobs import jobs
from tenants import db, now

from .columns import guess
from .shape import Survey

register_verbs(
    {
        "customer_import.began": _l("{actor} hat die Datei {object} mit {total} Zeilen zum Import hochgeladen."),
        "customer_import.started": _l("{actor} hat den Import von {object} gestartet."),
        "customer_import.stopped": _l("{actor} hat den Import von {object} angehalten."),
        "customer_import.done": _l("Import von {object}: {new} Kunden angelegt, {changed} geändert ({actor})."),
    }
)

OVERWRITE, FILL, SKIP = "overwrite", "fill", "skip"
"""What happens to customers that are there already."""

KEPT = timedelta(days=30)
"""How long file and rows are kept after the import began, or was done."""

MOST_KEPT = 10
"""So many files of an agency are kept at once, so that nobody fills the disk with them."""

BUSY = ("checking", "running")
"""States in which a worker is at it."""


class ImportVerbs:
    """The verbs of `CustomerImport`. Each is tried on the row as it is now, held until the transaction ends."""

    if TYPE_CHECKING:
        id: uuid.UUID
        state: str
        run: int
        done: int
        total: int
        content: bytes | None
        counts: dict[str, int]
        mapping: dict[str, str]
        columns: list[dict[str, Any]]
        options: dict[str, Any]
        started_at: Any
        finished_at: Any
        fates: dict[str, int]

        def __init__(self, **_values: Any) -> None: ...
        @classmethod
        def find(cls, id: Any) -> Any: ...
        @classmethod
        def held(cls, id: Any) -> Any: ...
        def forget_rows(self) -> None: ...

    @classmethod
    def begin(cls, id: uuid.UUID, name: str, content: bytes, seen: Survey, by: Any) -> Self:
        """Keep a file and guess what its columns are. The same id twice gives the one import."""
        if known := cls.find(id):
            return known
        begun = cls(id=id, staff_id=by.id, file_name=name, content=content)
        begun._take(seen)
        try:
            with db.session.begin_nested():
                db.session.add(begun)
        except IntegrityError:
            if known := cls.find(id):
                return known
            raise
        record("customer_import.began", begun, total=begun.total)
        begun.forget_later()
        begun._make_room()
        return begun

    def read_as(self, seen: Survey) -> None:
        """Read the file in another way; columns are guessed anew."""
        self._hold("mapping", "checked", "failed")
        self._bytes()
        self._take(seen)
        self._back()

    def check(self, mapping: Mapping[str, str], options: Mapping[str, Any]) -> None:
        """Have the worker say what would become of each row. What an earlier dry run said is forgotten."""
        self._hold("mapping", "checked", "failed")
        self._bytes()
        self._back()
        self.mapping, self.options = dict(mapping), dict(options)
        self.state = "checking"
        jobs["imports.check"].defer(import_id=str(self.id), run=self.run)

    def start(self) -> None:
        """Have the worker write the customers; an import that was stopped goes on where it was."""
        self._hold("checked", "stopped", "failed")
        self._bytes()
        if self.state == "checked":
            self.done, self.started_at = 0, now()
        elif self.started_at is None:
            raise Conflict
        self.state, self.run, self.finished_at = "running", self.run + 1, None
        record("customer_import.started", self)
        jobs["imports.write"].defer(import_id=str(self.id), run=self.run)

    def stop(self) -> None:
        """Let no further row be checked or written; the rows at hand are finished first."""
        self._hold(*BUSY)
        if self.state == "checking":
            self._back()
        else:
            self.state, self.run, self.finished_at = "stopped", self.run + 1, now()
            record("customer_import.stopped", self)

    def finish(self) -> None:
        """All rows are through."""
        if self.state == "checking":
            self.state = "checked"
            return
        self.state, self.finished_at, self.counts = "done", now(), self.fates
        record("customer_import.done", self, **self.counts)
        self.forget_later()

    def fail(self) -> None:
        """The worker could not go on. What is written stays written and counted."""
        self.state, self.run, self.finished_at = ("failed", self.run + 1, now())

    def forget(self) -> None:
        """Forget the file and what was in its rows; the figures stay."""
        self.counts = self.fates
        self.content, self.columns, self.mapping, self.options = None, [], {}, {}
        self.forget_rows()

    def forget_later(self) -> None:
        """Have it forgotten some time from now."""
        jobs["imports.forget"].defer(at=now() + KEPT, import_id=str(self.id))

    # private

    def _make_room(self) -> None:
        """Forget the oldest files beyond MOST_KEPT, but for those that a worker is at."""
        kind: Any = type(self)
        idle = select(kind).where(kind.content.is_not(None), kind.state.not_in(BUSY), kind.id != self.id)
        older = idle.order_by(kind.created_at.desc(), kind.id.desc()).offset(MOST_KEPT - 1)
        for one in db.session.scalars(older.with_for_update(skip_locked=True)).all():
            one.forget()

    def _hold(self, *states: str) -> None:
        """Go on only in one of these states. Raises Conflict (409) in another."""
        if type(self).held(self.id) is None or self.state not in states:
            raise Conflict

    def _bytes(self) -> bytes:
        if self.content is None:
            raise Conflict
        return self.content

    def _take(self, seen: Survey) -> None:
        self.encoding, self.separator = seen.reading.encoding, seen.reading.separator
        self.heading, self.columns, self.total = seen.reading.heading, seen.columns, seen.total
        self.mapping = {str(number): field for number, field in guess(seen.columns).items()}

    def _back(self) -> None:
        """To the assignment of columns, without the fates of rows."""
        self.forget_rows()
        self.state, self.run, self.done, self.counts = "mapping", self.run + 1, 0, {}
        self.started_at = self.finished_at = None
