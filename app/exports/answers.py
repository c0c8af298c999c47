"""The file as it goes out: written while it is read, one batch after the other."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from flask import Flask, Response, current_app

from app.files.names import clean_name, disposition
from app.web.cells import BOM, line
from tenants import as_tenant, current_tenant_id

from .columns import CONTACTS, CUSTOMERS, contact_rows, customer_rows, heads
from .forms import CARDS, EXCEL, ExportForm
from .forms import CONTACTS as PEOPLE
from .reading import Entry, Packed, entries
from .vcard import cards, contact_card


@dataclass(frozen=True)
class Layout:
    """How a file is written: its kind and ending, what stands first, and what an entry becomes."""

    media_type: str
    ending: str
    start: str
    written: Callable[[Entry], Iterable[str]]


def layout(form: ExportForm, contact_id: uuid.UUID | None = None) -> Layout:
    """As was chosen; with `contact_id` of this contact alone."""
    if form.what.data == CARDS:
        version = form.version.data
        if contact_id:
            return Layout("text/vcard", "vcf", "", lambda entry: _one_card(entry, contact_id, version))
        return Layout("text/vcard", "vcf", "", lambda entry: cards(entry, version))
    separator, mark = (";", BOM) if form.table.data == EXCEL else (",", "")
    columns, rows = (CONTACTS, contact_rows) if form.what.data == PEOPLE else (CUSTOMERS, customer_rows)
    return Layout(
        media_type="text/csv",
        ending="csv",
        start=mark + line(heads(columns), separator),
        written=lambda entry: (line(row, separator) for row in rows(_narrowed(entry, contact_id))),
    )


def answer(packed: Packed, layout: Layout, name: str) -> Response:
    """The file as a download. Its bytes are made after the transaction of the request has ended."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    response = Response(_bytes(app, current_tenant_id(), packed, layout), mimetype=layout.media_type)
    response.headers["Content-Disposition"] = disposition(clean_name(f"{name}.{layout.ending}"))
    return response


def _bytes(app: Flask, tenant_id: int, packed: Packed, layout: Layout) -> Iterator[bytes]:
    yield layout.start.encode()
    for ids in packed.batches():
        with app.app_context(), as_tenant(tenant_id):
            part = "".join(text for entry in entries(ids) for text in layout.written(entry))
        yield part.encode()


def _narrowed(entry: Entry, contact_id: uuid.UUID | None) -> Entry:
    if contact_id is None:
        return entry
    return replace(entry, contacts=[contact for contact in entry.contacts if contact.id == contact_id])


def _one_card(entry: Entry, contact_id: uuid.UUID, version: str) -> Iterator[str]:
    for contact in _narrowed(entry, contact_id).contacts:
        yield contact_card(entry.customer, contact, version)
