"""An agency's own mail server."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import compare_digest, randbelow

from flask import current_app
from sqlalchemy import CheckConstraint, DateTime, Select, Text, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.box import lock, unlock
from app.accounts.keys import digest
from app.audit import record
from tenants import Tenant, TenantScoped, current_tenant_id, db, now, own_transaction

from .account import Account

CODE_LIFE = timedelta(minutes=30)
CODE_TRIES = 5
"""How often a number may be typed; then another one must be sent."""

TIMEOUT = 15  # seconds without a byte from such a server
PATIENCE = 60  # seconds for a whole conversation with one


class PasswordNeeded(ValueError):
    """The password belongs to another server or another user; it must be typed anew."""


class MailServer(TenantScoped, db.Model):
    """Where an agency's mails leave instead of by ours, once `verified_at` says that its address is its own."""

    __tablename__ = "mail_server"
    __table_args__ = (
        CheckConstraint("security IN ('tls', 'starttls')", name="security"),
        UniqueConstraint("tenant_id"),
    )

    host: Mapped[str] = mapped_column(Text)
    port: Mapped[int]
    security: Mapped[str] = mapped_column(Text)
    username: Mapped[str] = mapped_column(Text)
    password: Mapped[str | None] = mapped_column(Text)
    """Locked for this very server and user: beside another host it does not open."""
    address: Mapped[str] = mapped_column(Text)
    """What mails come from."""
    code: Mapped[str | None] = mapped_column(Text)
    """The digest of the number sent to that address, and of where it went."""
    code_tries: Mapped[int] = mapped_column(default=0)
    code_sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    verified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    trouble: Mapped[str | None] = mapped_column(Text)
    """Why the last mail did not leave, in German."""
    trouble_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    @classmethod
    def find(cls) -> MailServer | None:
        """The current agency's own server, verified or not."""
        return db.session.scalar(select(cls))

    @classmethod
    def sending(cls) -> MailServer | None:
        """The current agency's own server, if its mails leave by it."""
        return db.session.scalar(select(cls).where(cls.verified_at.is_not(None)))

    @classmethod
    def in_trouble(cls) -> Select[tuple[MailServer]]:
        """The current agency's own server, if its mails should leave by it and do not; see `trouble`."""
        return select(cls).where(cls.verified_at.is_not(None), cls.trouble.is_not(None))

    @classmethod
    def hold(cls) -> MailServer | None:
        """The same as find(), as it is now, held until the transaction ends."""
        return db.session.scalar(select(cls).with_for_update().execution_options(populate_existing=True))

    @classmethod
    def set(
        cls, *, host: str, port: int, security: str, username: str, password: str | None, address: str
    ) -> MailServer:
        """Take this server as the agency's own; nothing leaves by it until its address is verified (again).

        Without `password` the one kept before holds. Raises PasswordNeeded where that was for another server or user:
        whoever may change the server must not learn the password by having it sent to one of his own.
        """
        db.session.execute(select(Tenant.id).where(Tenant.id == current_tenant_id()).with_for_update(key_share=True))
        server = cls.hold()
        wanted = {"host": host, "port": port, "security": security, "username": username, "address": address}
        changed = [name for name, value in wanted.items() if server is None or getattr(server, name) != value]
        if not password and (server is None or {"host", "port", "security", "username"} & set(changed)):
            raise PasswordNeeded
        if server is None:
            server = cls(code_tries=0)
            db.session.add(server)
        if changed:
            for name, value in wanted.items():
                setattr(server, name, value)
            server.verified_at = server.code = server.code_sent_at = None
        if password:
            server.password = lock(password, *server._context)
        if changed or password:
            server.trouble = server.trouble_at = None
            db.session.flush()
            record("mail_server.changed", host=host, address=address, fields=changed, password=bool(password))
        return server

    @classmethod
    def remove(cls) -> None:
        """Send by ours again; what still waits for the own server does so too."""
        if server := cls.hold():
            db.session.delete(server)
            record("mail_server.removed", host=server.host, address=server.address)

    @staticmethod
    def fresh_number() -> str:
        """Six figures."""
        return f"{randbelow(10**6):06}"

    def expect(self, number: str) -> None:
        """This number is on its way to the address; typed in within half an hour, it shows that mail to it is read.

        Any number before becomes worthless.
        """
        self.code, self.code_tries, self.code_sent_at = self._digest(number), 0, now()
        record("mail_server.asked", host=self.host, address=self.address)

    def confirm(self, typed: str) -> bool:
        """Whether `typed` is the number; then mails leave by this server from now on.

        The try is counted before anything is compared, in a transaction of its own: however many try at once, and
        though a refusal is rolled back, no more than CODE_TRIES are compared.
        """
        with own_transaction() as session:
            counted = session.execute(
                update(MailServer)
                .where(MailServer.id == self.id, MailServer.code_tries < CODE_TRIES)
                .where(MailServer.code_sent_at > now() - CODE_LIFE)
                .values(code_tries=MailServer.code_tries + 1)
                .execution_options(synchronize_session=False)
            ).rowcount
        server = MailServer.hold()
        if not counted or server is None or not server.code or not compare_digest(server.code, server._digest(typed)):
            return False
        server.verified_at, server.code, server.code_sent_at = now(), None, None
        record("mail_server.verified", host=server.host, address=server.address)
        return True

    @property
    def code_waits(self) -> bool:
        """Whether a number was sent that may still be typed."""
        in_time = self.code_sent_at is not None and self.code_sent_at > now() - CODE_LIFE
        return bool(self.code) and in_time and self.code_tries < CODE_TRIES

    @property
    def verified(self) -> bool:
        return self.verified_at is not None

    @property
    def account(self) -> Account:
        """What a conversation with it needs. The password is None where it can no longer be read."""
        return Account(
            self.host, self.port, self.security, self.username, unlock(self.password or "", *self._context),
            current_app.config["OUTBOUND_CA_FILE"] or None, strange=True, timeout=TIMEOUT, patience=PATIENCE,
        )  # fmt: skip

    @property
    def key(self) -> str:
        """What tells it apart, as it is set up now, from every other server."""
        state = digest("mail-server", self.host, self.port, self.security, self.username, self.password, self.address)
        return f"{self.tenant_id}/{self.id}/{state[:16]}"

    def note(self, trouble: str | None) -> None:
        """Keep why no mail left, in German; None: they leave."""
        self.trouble, self.trouble_at = trouble, now() if trouble else None

    @property
    def _context(self) -> tuple[object, ...]:
        return ("mail-server", current_tenant_id(), self.host, self.port, self.security, self.username)

    def _digest(self, number: str) -> str:
        return digest("mail-server-code", *self._context, self.address, number)
