"""How much an agency may keep, and how much it does."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from tenants import Tenant, current_tenant, current_tenant_id, db

from .sizes import size_text
from .uploads import QuotaExceeded


@dataclass(frozen=True, slots=True)
class Storage:
    """Bytes that an agency's files take, and that they may take."""

    used: int
    limit: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)


def storage() -> Storage:
    """How it stands for the agency at work."""
    from .models import File

    used = db.session.scalar(select(func.coalesce(func.sum(File.size), 0)))
    own = current_tenant().storage_limit
    return Storage(int(used or 0), current_app.config["STORAGE_LIMIT"] if own is None else own)


def claim(size: int) -> None:
    """See that `size` more bytes fit. Until this transaction ends no other one can claim: two at once never pass.

    Raises QuotaExceeded. Only the agency's row is locked, and so weakly that nothing but uploads waits for it.
    """
    db.session.execute(select(Tenant.id).where(Tenant.id == current_tenant_id()).with_for_update(key_share=True))
    state = storage()
    if size > state.left:
        raise QuotaExceeded(
            _("Der Speicher der Agentur reicht dafür nicht: Von %(limit)s sind noch %(left)s frei.",
              limit=size_text(state.limit), left=size_text(state.left))
        )  # fmt: skip
