"""„Passwort vergessen?“: the page only notes the address; what is sent, if anything, is decided later by the worker.

So the answer, the queries and the time are the same for an address that somebody has and for one that nobody has.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Text, delete
from sqlalchemy.orm import Mapped, mapped_column

from app.jobs import job
from tenants import TenantScoped, db, now, uuid7

from .addresses import address_key

Answer = Callable[[str], None]
_answers: dict[str, Answer] = {}


class PasswordRequest(TenantScoped, db.Model):
    """Somebody typed this address; the row is gone once the worker has answered."""

    __tablename__ = "password_request"
    __table_args__ = (CheckConstraint("kind IN ('staff', 'person')", name="kind"),)

    kind: Mapped[str] = mapped_column(Text)
    email_key: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


def answers(kind: str) -> Callable[[Answer], Answer]:
    """Register who answers: a function of the address key that sends the right mail, or none."""

    def register(function: Answer) -> Answer:
        _answers[kind] = function
        return function

    return register


def ask(kind: str, address: str) -> None:
    """Note that a link was asked for. `kind` is "staff" or "person"; nothing here depends on who has the address."""
    request = PasswordRequest(id=uuid7(), kind=kind, email_key=address_key(address))
    db.session.add(request)
    db.session.flush()
    answer.defer(request_id=str(request.id))


@job("accounts.forgotten", queue="urgent")
def answer(request_id: str) -> None:
    """Answer one request, once: the row goes in the transaction that queues the mail."""
    taken = delete(PasswordRequest).where(PasswordRequest.id == uuid.UUID(request_id))
    row = db.session.execute(taken.returning(PasswordRequest.kind, PasswordRequest.email_key)).one_or_none()
    if row is not None:
        _answers[row.kind](row.email_key)
