"""How long the Postausgang keeps what is over. What the audit log says of mails stays."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select

from app.audit import record, register_verbs
from app.jobs import periodic
from tenants import Tenant, as_tenant, current_tenant, db, now, system_session

from .models import OutgoingMail

KEPT = (30, 90, 180, 365, 730)
"""Days that an agency may choose from."""

BATCH = 500
"""Mails that one transaction deletes."""

register_verbs({"mail.retention_changed": _l("{actor} hat die Aufbewahrung im Postausgang auf {days} Tage gestellt.")})
log = logging.getLogger(__name__)


def keep_for(days: int) -> None:
    """From now on mails are deleted so many days after they were written. Raises ValueError for any other number."""
    if days not in KEPT:
        raise ValueError(f"mails are not kept for {days} days")
    tenant = current_tenant()
    if tenant.mail_kept_days != days:
        record("mail.retention_changed", days=days, before=tenant.mail_kept_days)
        tenant.mail_kept_days = days


@periodic("mail.tidy", cron="11 2 * * *")
def tidy() -> None:
    """Delete what is older, at all agencies, one after the other, in batches; each batch asks as that agency."""
    with system_session() as session:
        agencies = session.execute(select(Tenant.id, Tenant.mail_kept_days).order_by(Tenant.id)).all()
    for tenant_id, days in agencies:
        deleted = 0
        while batch := _delete_batch(tenant_id, days):
            deleted += batch
        if deleted:
            log.info("agency %s: %s mails older than %s days deleted", tenant_id, deleted, days)


def _delete_batch(tenant_id: int, days: int) -> int:
    """Delete some that are over. What still waits is never deleted, however long it waits."""
    ended = or_(
        OutgoingMail.sent_at.is_not(None), OutgoingMail.failed_at.is_not(None), OutgoingMail.expired_at.is_not(None)
    )
    with as_tenant(tenant_id):
        old = select(OutgoingMail.id).where(OutgoingMail.queued_at < now() - timedelta(days=days), ended)
        ids = db.session.scalars(old.order_by(OutgoingMail.queued_at).limit(BATCH)).all()
        gone = delete(OutgoingMail).where(OutgoingMail.id.in_(ids))
        db.session.execute(gone, execution_options={"synchronize_session": False})
    return len(ids)
