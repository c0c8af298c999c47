"""The rows that could not be taken over, as they were, with what is wrong: to be mended and imported again."""

from __future__ import annotations

from collections.abc import Iterator

from app.web.cells import BOM, line
from tenants import db

from .models import CustomerImport, CustomerImportRow
from .table import Table


def faulty_rows(imported: CustomerImport, column: str) -> Iterator[str]:
    """The file, line by line; `column` is the heading of what is wrong. For an import whose file is still there."""
    assert imported.content is not None
    table = Table(imported.content, imported.reading)
    said = {row.number: row.said for row in db.session.scalars(CustomerImportRow.of(imported, "faulty"))}
    yield BOM + line([*(table.name_of(number) for number in range(table.width)), column])
    for row in table.rows():
        if row.number in said:
            cells = row.cells[: table.width] + [""] * (table.width - len(row.cells))
            yield line([*cells, " ".join(said[row.number]), *row.cells[table.width :]])
