"""What is done with the bytes after the answer."""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import select

from app.jobs import BULK, PICTURES, job
from app.pictures.make import NoPicture, TooMuch, make_picture
from tenants import as_tenant, current_tenant_id, db, now

from .store import Key, store

log = logging.getLogger(__name__)


@job("files.erase", BULK)
def erase(files: list[str]) -> None:
    """Delete the bytes and small pictures of files that are no more."""
    from .models import File

    ids = {UUID(each) for each in files}
    for gone in ids - set(db.session.scalars(select(File.id).where(File.id.in_(ids)))):
        for preview in (False, True):
            store().delete(Key(current_tenant_id(), gone, preview))


@job("files.previews", PICTURES, in_tenant=False, attempts=3)
def make_previews(tenant_id: int, files: list[str]) -> None:
    """Make the small pictures, with no transaction open meanwhile; broken ones simply have none.

    After one that is too much work the others of the same sending have none either: twenty such would take minutes.
    """
    from .models import File

    for each in files:
        key = Key(tenant_id, UUID(each))
        try:
            with store().open(key) as source:
                staged = store().put(make_picture(source))
        except TooMuch as error:
            log.warning("no small picture of file %s: %s", key.file_id, error)
            return
        except (FileNotFoundError, NoPicture):
            continue
        store().keep(staged, Key(tenant_id, key.file_id, preview=True))
        with as_tenant(tenant_id):
            if file := File.find(key.file_id):
                file.preview_at = now()
            else:
                store().delete(Key(tenant_id, key.file_id, preview=True))
