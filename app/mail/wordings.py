"""An agency's own wording of its mails, in versions."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, DateTime, Text, UniqueConstraint, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import NotFound

from app.audit import record
from tenants import Tenant, TenantScoped, current_tenant_id, db, now, refers_to

from .registry import Mail
from .wording import Variant, Wording, default_wording

MOST = 100
"""Versions that a list shows; earlier ones are there still."""


class MailWording(TenantScoped, db.Model):
    """One version of one mail's wording in one variant; the highest number is the one that is sent.

    Without subject and body it says that from then on our own wording is sent again. Never changed, never deleted; only
    that it could not be used once is noted on it.
    """

    __tablename__ = "mail_wording"
    __table_args__ = (
        CheckConstraint("(subject IS NULL) = (body IS NULL)", name="whole"),
        UniqueConstraint("tenant_id", "key", "variant", "number"),
        refers_to("staff_member", "staff_id"),
    )

    key: Mapped[str] = mapped_column(Text)
    variant: Mapped[str] = mapped_column(Text)
    """de_sie, de_du, en, ar."""
    number: Mapped[int]
    subject: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    """What was changed, in the words of whoever changed it."""
    staff_id: Mapped[uuid.UUID | None]
    staff_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    failed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When a mail first had to go in our own wording because this one could not be rendered."""

    # queries

    @classmethod
    def of(cls, key: str, variant: Variant) -> Wording:
        """The words this mail is sent in: the agency's newest, else ours. Raises FileNotFoundError for no such mail."""
        newest = cls.newest(key, variant)
        return newest.wording if newest else default_wording(key, variant)

    @classmethod
    def newest(cls, key: str, variant: Variant) -> MailWording | None:
        """The agency's latest version; None when it never had one of its own.

        Rows that are just being made stay unwritten: mails are queued in the middle of other work.
        """
        return db.session.scalar(cls._versions(key, variant).limit(1).execution_options(autoflush=False))

    @classmethod
    def history(cls, key: str, variant: Variant) -> list[MailWording]:
        """The versions, the latest first, at most MOST."""
        return list(db.session.scalars(cls._versions(key, variant).limit(MOST)))

    @classmethod
    def numbered(cls, key: str, variant: Variant, number: int) -> MailWording:
        """One version. 404 when there is none."""
        found = db.session.scalar(cls._versions(key, variant).where(cls.number == number))
        if found is None:
            raise NotFound
        return found

    @classmethod
    def own(cls) -> dict[tuple[str, str], MailWording]:
        """The latest version of everything that was ever changed, by mail and folder of the variant; one query."""
        latest = select(cls).order_by(cls.key, cls.variant, cls.number.desc())
        latest = latest.ext(distinct_on(cls.key, cls.variant))
        return {(row.key, row.variant): row for row in db.session.scalars(latest)}

    # verbs

    @classmethod
    def take_turns(cls) -> None:
        """Whoever changes the agency's wordings at the same time waits for the end of this transaction."""
        db.session.execute(select(Tenant.id).where(Tenant.id == current_tenant_id()).with_for_update(key_share=True))

    @classmethod
    def save(cls, mail: Mail, variant: Variant, subject: str, body: str, note: str = "") -> MailWording | None:
        """Send the mail in these words from now on. None, and no new version, when they are sent already.

        Our own words, typed in or left as they are, are not a wording of the agency's own: ours may improve.
        """
        wording = Wording.typed(subject, body)
        return cls._add("mail.wording_saved", mail, variant, wording, note)

    @classmethod
    def restore(cls, mail: Mail, variant: Variant, number: int) -> MailWording | None:
        """Send the words of an earlier version again, as a new one whose note names it.

        None when they are sent already; 404 where there is no such version.
        """
        earlier = cls.numbered(mail.key, variant, number)
        note = _("wie Fassung %(number)d", number=number)
        return cls._add("mail.wording_restored", mail, variant, earlier.wording, note, earlier=number)

    @classmethod
    def reset(cls, mail: Mail, variant: Variant) -> MailWording | None:
        """Send our own words again, as a new version; None when they are sent already."""
        return cls._add("mail.wording_reset", mail, variant, default_wording(mail.key, variant))

    def cannot_be_used(self) -> None:
        """Note that a mail went in our words instead. Waits for nobody: whoever notes it at the same time does."""
        cls = type(self)
        free = select(cls.id).where(cls.id == self.id, cls.failed_at.is_(None)).with_for_update(skip_locked=True)
        db.session.execute(update(cls).where(cls.id.in_(free)).values(failed_at=now()))

    # questions

    @property
    def wording(self) -> Wording:
        """Its words; ours where it says so."""
        if self.is_default:
            return default_wording(self.key, Variant(self.variant))
        return Wording(self.subject, self.body)

    @property
    def is_default(self) -> bool:
        """Whether it says that our own wording is sent."""
        return self.body is None

    # private

    @classmethod
    def _versions(cls, key: str, variant: Variant):
        return select(cls).where(cls.key == key, cls.variant == variant.folder).order_by(cls.number.desc())

    @classmethod
    def _add(
        cls, verb: str, mail: Mail, variant: Variant, wording: Wording, note: str = "", **details: object
    ) -> MailWording | None:
        """A new version, unless it would say what is sent already."""
        cls.take_turns()
        newest, ours = cls.newest(mail.key, variant), default_wording(mail.key, variant)
        if wording == (newest.wording if newest else ours):
            return None
        row = cls(
            key=mail.key,
            variant=variant.folder,
            number=newest.number + 1 if newest else 1,
            subject=None if wording == ours else wording.subject,
            body=None if wording == ours else wording.body,
            note=note,
        )
        details |= {"mail": str(mail.label), "key": mail.key, "variant": variant.label, "number": row.number}
        entry = record(verb, row, **details)
        row.staff_id, row.staff_name = entry.actor_id if entry.actor_kind == "staff" else None, entry.actor_name
        db.session.add(row)
        db.session.flush()
        return row
