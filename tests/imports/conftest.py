"""What tests of imports share: files, and what became of their rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import pytest
from sqlalchemy import func, select, text

from app.customers.models import Customer
from app.imports.models import CustomerImport, CustomerImportRow
from app.imports.table import survey
from app.jobs import jobs
from tenants import db, uuid7
from tests.cast import Agency

HEAD = ("Kundennummer", "Firma", "Vorname", "Nachname", "PLZ", "Ort", "E-Mail", "Telefon")


def table(*rows: Iterable[str], head: Iterable[str] = HEAD, separator: str = ";") -> bytes:
    """A file as an office has it."""
    return "\r\n".join(separator.join(row) for row in (head, *rows)).encode()


class Importer:
    """An agency, and what its member imports."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency

    def begin(self, content: bytes, name: str = "kunden.csv") -> uuid.UUID:
        with self.agency.work():
            member = self.agency.member.load()
            return CustomerImport.begin(uuid7(), name, content, survey(content), member).id

    def check(self, id: uuid.UUID, **options) -> None:
        """Send the mapping as it was guessed, and do the dry run."""
        with self.agency.work():
            imported = CustomerImport.get(id)
            imported.check(imported.mapping, {"mode": "overwrite", "groups": []} | options)
        self.work("imports.check", id)

    def start(self, id: uuid.UUID) -> None:
        with self.agency.work():
            CustomerImport.get(id).start()
        self.work("imports.write", id)

    def work(self, name: str, id: uuid.UUID, run: int | None = None) -> None:
        """Do the job here and now."""
        with self.agency.work():
            run = CustomerImport.get(id).run if run is None else run
        with self.agency.app.app_context():
            jobs[name](self.agency.tenant_id, import_id=str(id), run=run)

    def run(self, content: bytes, **options) -> uuid.UUID:
        """Everything from the file to the customers."""
        id = self.begin(content)
        self.check(id, **options)
        self.start(id)
        return id

    def rows(self, id: uuid.UUID) -> list[tuple[int, str, str]]:
        """Number, fate and what is said of each row."""
        with self.agency.work():
            rows = db.session.scalars(CustomerImportRow.of(CustomerImport.get(id)))
            return [(row.number, row.fate, " ".join(row.said)) for row in rows]

    def fates(self, id: uuid.UUID) -> list[str]:
        return [fate for _number, fate, _said in self.rows(id)]

    def state(self, id: uuid.UUID) -> tuple[str, int, int]:
        with self.agency.work():
            imported = CustomerImport.get(id)
            return imported.state, imported.done, imported.total

    def count(self) -> int:
        with self.agency.work():
            return db.session.scalar(select(func.count()).select_from(Customer))


@pytest.fixture
def office(cast, superuser) -> Importer:
    with superuser.begin() as connection:  # nobody else's jobs
        connection.execute(text("DELETE FROM queue.procrastinate_jobs"))
    return Importer(cast.a)
