"""Outgoing mails, and the mails an agency has switched off."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Index,
    Select,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    delete,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column, validates
from sqlalchemy.sql.base import ExecutableOption
from werkzeug.exceptions import NotFound

from app.audit import record
from tenants import TenantScoped, current_tenant_id, db, now, uuid7

from .parts import parts_of
from .reasons import refuses_recipient
from .registry import Mail

_ENDED = "num_nonnulls(sent_at, failed_at, expired_at)"
_OPEN = "sent_at IS NULL AND failed_at IS NULL AND expired_at IS NULL"
_LONG = re.compile(r"[\w.~-]{20,}")
MOST_UNANSWERED = 2
"""How often a mail may have left without our learning of it: once, and the one resend."""

_told: dict[str | None, Callable[["OutgoingMail"], None]] = {}


def when_ended(kind: str) -> Callable[[Callable[["OutgoingMail"], None]], Callable[["OutgoingMail"], None]]:
    """Register who is told that a mail about a "person" or "staff" was sent, failed or expired, in that transaction."""

    def register(tell: Callable[["OutgoingMail"], None]) -> Callable[["OutgoingMail"], None]:
        _told[kind] = tell
        return tell

    return register


class OutgoingMail(TenantScoped, db.Model):
    """One mail to one recipient, written in the transaction that caused it and rendered once.

    `content` is the whole message as it travels; a resend is the same bytes with the same Message-ID. It is erased when
    a sensitive mail has ended. `unanswered` counts the times the message was handed to a server whose answer we never
    saw.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        CheckConstraint(f"{_ENDED} <= 1", name="one_end"),
        CheckConstraint(f"content IS NOT NULL OR {_ENDED} = 1", name="content_until_the_end"),
        CheckConstraint("(about_kind IS NULL) = (about_id IS NULL)", name="about_whole"),
        CheckConstraint("about_kind IN ('person', 'staff')", name="about_kind"),
        Index(None, "tenant_id", "about_kind", "about_id", "id"),
        Index(None, "tenant_id", "queued_at"),
        Index(None, "tenant_id", "key", "id"),
        Index(None, "tenant_id", "recipient_key", "id"),
        Index(None, "tenant_id", "sent_at", postgresql_where=text("sent_at IS NOT NULL")),
        Index(None, "tenant_id", "resent_from", postgresql_where=text("resent_from IS NOT NULL")),
        Index("ix_outgoing_mail_open", "tenant_id", "id", postgresql_where=text(_OPEN)),
        Index("ix_outgoing_mail_urgent", "tenant_id", "id", postgresql_where=text(f"{_OPEN} AND urgent")),
        Index("ix_outgoing_mail_failed", "tenant_id", "id", postgresql_where=text("failed_at IS NOT NULL")),
        Index("ix_outgoing_mail_expired", "tenant_id", "id", postgresql_where=text("expired_at IS NOT NULL")),
    )

    key: Mapped[str] = mapped_column(Text)
    about_kind: Mapped[str | None] = mapped_column(Text)
    about_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    recipient: Mapped[str] = mapped_column(Text)
    recipient_key: Mapped[str] = mapped_column(Text(collation="C"))
    """The recipient as it is searched for; follows it by itself."""
    recipient_name: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    sender: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    sensitive: Mapped[bool] = mapped_column()
    queued_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    urgent: Mapped[bool] = mapped_column(default=True)
    is_test: Mapped[bool] = mapped_column(default=False)
    server_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    """The agency's own mail server that it goes through; None: ours."""
    resent_from: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    """The mail of which this is another try, asked for by staff."""
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    claimed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    failed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    expired_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(default=0)
    unanswered: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(Text)
    reply: Mapped[str | None] = mapped_column(Text)

    @validates("recipient")
    def _key_follows(self, _name: str, recipient: str) -> str:
        self.recipient_key = recipient.casefold()
        return recipient

    @classmethod
    def find_for_update(cls, id: uuid.UUID | str, *options: ExecutableOption) -> "OutgoingMail | None":
        """The mail with its row locked until the transaction ends, or None."""
        return db.session.scalar(select(cls).options(*options).where(cls.id == uuid.UUID(str(id))).with_for_update())

    @classmethod
    def get_for_update(cls, id: uuid.UUID | str) -> "OutgoingMail":
        """The same; 404 when there is none."""
        found = cls.find_for_update(id)
        if found is None:
            raise NotFound
        return found

    @classmethod
    def about(cls, kind: str, id: uuid.UUID) -> Select:
        """What was written to one person or staff member, newest first."""
        return cls.newest_first().where(cls.about_kind == kind, cls.about_id == id)

    @classmethod
    def newest_first(cls) -> Select:
        return select(cls).order_by(cls.id.desc())

    @classmethod
    def in_state(cls, state: str) -> Select:
        """All mails in one state, newest first. Raises KeyError for a state that does not exist."""
        is_open = and_(cls.sent_at.is_(None), cls.failed_at.is_(None), cls.expired_at.is_(None))
        conditions = {
            "queued": and_(is_open, cls.claimed_at.is_(None)),
            "sending": and_(is_open, cls.claimed_at.is_not(None)),
            "sent": cls.sent_at.is_not(None),
            "failed": cls.failed_at.is_not(None),
            "expired": cls.expired_at.is_not(None),
        }
        return cls.newest_first().where(conditions[state])

    def claim(self) -> bool:
        """Make ready for being handed to a server, now. False when the mail is not to be sent (any more)."""
        if self.ended or self.expire():
            return False
        if self.unanswered >= MOST_UNANSWERED:
            self.fail(_("Der Versand wurde zweimal unterbrochen. Ob die Nachricht ankam, ist nicht bekannt."))
            return False
        self.claimed_at = now()
        self.attempts += 1
        self.unanswered += 1
        return True

    def expire(self) -> bool:
        """Give the mail up if its link has died while it waited; True when it is so."""
        if not self.expires_at or self.expires_at > now():
            return False
        self.expired_at = now()
        self._end()
        return True

    def sent(self, reply: str) -> None:
        """The server has taken it."""
        self.sent_at, self.reply, self.reason = now(), self._without_secrets(reply), None
        self._end()

    def fail(self, reason: str, reply: str | None = None) -> None:
        """It will not be sent. `reason` is a sentence for staff, in German, `reply` the server's own words."""
        self.failed_at, self.reason, self.reply = now(), reason, self._without_secrets(reply)
        self._end()

    def delay(self, reason: str, reply: str | None = None) -> None:
        """It certainly did not leave this time and will be tried again. Saying so twice changes nothing."""
        if self.claimed_at:
            self.unanswered -= 1
        self.claimed_at, self.reason, self.reply = None, reason, self._without_secrets(reply)

    def lose_sight(self, reason: str) -> None:
        """It was handed over, but the answer never came; it will be sent once more, the same bytes."""
        self.claimed_at, self.reason = None, reason

    @property
    def state(self) -> str:
        """queued, sending, sent, failed or expired."""
        if self.sent_at:
            return "sent"
        if self.failed_at:
            return "failed"
        if self.expired_at:
            return "expired"
        return "sending" if self.claimed_at else "queued"

    @property
    def ended(self) -> bool:
        return self.state in ("sent", "failed", "expired")

    @property
    def refused_recipient(self) -> bool:
        """It failed because the address takes no mail; other failures say nothing about the address."""
        return self.state == "failed" and refuses_recipient(self.reply)

    def _without_secrets(self, reply: str | None) -> str | None:
        """The server's words without what is long in a sensitive mail: some quote the address that they do not like."""
        if not reply or not self.sensitive or not self.content:
            return reply
        for long in sorted(_LONG.findall(parts_of(self.content).text), key=len, reverse=True):
            reply = reply.replace(long, "…")
        return reply

    def _end(self) -> None:
        self.claimed_at = None
        if self.sensitive:
            self.content = None
        if tell := _told.get(self.about_kind):
            tell(self)


class MailSwitch(TenantScoped, db.Model):
    """A mail this agency has switched off. No row: it is sent."""

    __tablename__ = "mail_switch"
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    key: Mapped[str] = mapped_column(Text)
    switched_off_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    @classmethod
    def off(cls) -> set[str]:
        """The keys of all mails switched off."""
        return set(db.session.scalars(select(cls.key)))

    @classmethod
    def switch_off(cls, mail: Mail) -> None:
        """Send this mail no more; nothing changes when it is off already."""
        added = insert(cls).values(id=uuid7(), key=mail.key, switched_off_at=now(), tenant_id=current_tenant_id())
        if db.session.execute(added.on_conflict_do_nothing().returning(cls.key)).first():
            record("mail.switched_off", mail=str(mail.label), key=mail.key)

    @classmethod
    def switch_on(cls, mail: Mail) -> None:
        """Send this mail again."""
        if db.session.execute(delete(cls).where(cls.key == mail.key)).rowcount:
            record("mail.switched_on", mail=str(mail.label), key=mail.key)
