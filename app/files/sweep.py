"""Every night: bytes that belong to nothing go, and what is missing is said.

Bytes without a row are what a request left that died between keeping the bytes and committing the row, or a job that
was given up. A row without bytes is damage (a lost disk, a backup put back in halves), which only people can mend.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import select

from app.jobs import periodic
from tenants import Tenant, as_tenant, db, now

from .models import File
from .store import Stored, store

AGE = timedelta(hours=24)
"""What is younger may belong to a request that has not committed yet."""

BATCH = 500

log = logging.getLogger(__name__)


@periodic("files.sweep", cron="41 2 * * *")
def sweep() -> None:
    """All agencies that keep files, one after the other, in batches; each batch asks as that agency."""
    before = now() - AGE
    if cleared := store().clear_staging(before):
        log.warning("%s uploads that were never finished are cleared away", cleared)
    for tenant_id in list(store().tenants()):
        with as_tenant(tenant_id):
            known = db.session.get(Tenant, tenant_id)
        if known is None:  # not ours: perhaps the folder of another installation. Nothing is deleted on a guess
            log.error("files of the agency %s lie in the store, which is not in the database", tenant_id)
            continue
        deleted = sum(_sweep(tenant_id, batch) for batch in _batches(_older(tenant_id, before)))
        if deleted:
            log.warning("agency %s: bytes without a row deleted: %s", tenant_id, deleted)
        for file_id in _missing(tenant_id):
            log.error("agency %s: the bytes of file %s are missing", tenant_id, file_id)


def _older(tenant_id: int, before) -> Iterator[Stored]:
    return (stored for stored in store().of_tenant(tenant_id) if stored.at < before)


def _sweep(tenant_id: int, batch: list[Stored]) -> int:
    """Delete those of a batch that have no row; returns how many."""
    with as_tenant(tenant_id):
        rows = set(db.session.scalars(select(File.id).where(File.id.in_({stored.key.file_id for stored in batch}))))
    orphans = [stored.key for stored in batch if stored.key.file_id not in rows]
    for key in orphans:
        store().delete(key)
    return len(orphans)


def _missing(tenant_id: int) -> Iterator[uuid.UUID]:
    """The files whose bytes are not there, looked at in the order of their ids."""
    last = uuid.UUID(int=0)
    while True:
        with as_tenant(tenant_id):
            query = select(File).where(File.id > last).order_by(File.id).limit(BATCH)
            keys = [file.key for file in db.session.scalars(query)]
        if not keys:
            return
        last = keys[-1].file_id
        yield from (key.file_id for key in keys if not store().has(key))


def _batches(stored: Iterable[Stored]) -> Iterator[list[Stored]]:
    stored = iter(stored)
    while batch := list(islice(stored, BATCH)):
        yield batch
