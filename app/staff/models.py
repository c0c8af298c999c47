"""A member of the staff: how somebody comes in, what the role is, how somebody leaves."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, DateTime, Select, Text, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts import sessions
from app.accounts.actor import Actor, current_actor, register_actor_kind
from app.accounts.addresses import address_key
from app.accounts.forgotten import answers
from app.accounts.passwords import hash_password, needs_rehash, verify_password
from app.audit import record
from app.mail.message import Party
from app.mail.models import OutgoingMail
from app.mail.resend import CannotResend, present_address
from tenants import Tenant, TenantScoped, current_tenant, current_tenant_id, db, now

from . import (  # noqa: F401 (verbs: what the log says about it)
    mails,
    passkeys,
    verbs,
)
from .factor import StaffFactor
from .roles import Permission, Role

INVITED_FOR = timedelta(hours=48)
"""How long the link of an invitation lives (PRODUCT, "Contacts", the same for staff)."""

FORGOT_FOR = timedelta(hours=1)
"""How long a link of „Passwort vergessen?“ lives."""

HELD = {"key_share": True}
"""Lock a row with FOR NO KEY UPDATE: against other changes, not against rows that only refer to it."""


class AddressTaken(ValueError):
    """Somebody of this agency's staff has this address already."""


class AlreadyJoined(ValueError):
    """The same form was sent twice: this one is there already."""


class LastOwner(ValueError):
    """The change would leave the agency without an owner who can sign in."""


class StaffMember(Actor, StaffFactor, TenantScoped, db.Model):
    """Somebody who works at the agency. The same address may also be a person of the portal; they share nothing."""

    __tablename__ = "staff_member"
    __table_args__ = (
        UniqueConstraint("tenant_id", "email_key"),
        CheckConstraint("role IN ('owner', 'admin', 'member', 'reader')", name="role"),
    )
    actor_kind = "staff"

    first_name: Mapped[str] = mapped_column(Text)
    last_name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    email_key: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text, default="de")
    """In which the pages of the staff speak to this one: "de" or "en"."""
    password_hash: Mapped[str | None] = mapped_column(Text)
    password_set_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    invited_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    forgot_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_sign_in_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deactivated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    # queries

    @classmethod
    def find_by_email(cls, address: str) -> StaffMember | None:
        """Whoever of this agency's staff has the address, however it is written."""
        return db.session.scalar(select(cls).where(cls.email_key == address_key(address)))

    @classmethod
    def everyone(cls) -> Select[tuple[StaffMember]]:
        """The whole staff, those who left last."""
        return select(cls).order_by(cls.deactivated_at.is_not(None), cls.last_name, cls.first_name, cls.id)

    @classmethod
    def locked(cls, id: uuid.UUID | str | None) -> StaffMember | None:
        """The row as it is now, held until the transaction ends; None when there is none."""
        key = (current_tenant_id(), id)
        return db.session.get(cls, key, with_for_update=HELD, populate_existing=True) if id else None

    @classmethod
    def with_password(cls, address: str, plain: str) -> StaffMember | None:
        """Who has this address and this password and may come in; the same work whether anybody has the address.

        Their row is held from then on: a password or door that changed while this one was verified counts as changed.
        """
        member = cls.find_by_email(address)
        stored = member.password_hash if member is not None and member.may_sign_in else None
        if not verify_password(stored, plain):
            return None
        member = cls.locked(member.id)
        return member if member.may_sign_in and member.password_hash == stored else None

    # verbs

    @classmethod
    def join(
        cls, *, id: uuid.UUID, first_name: str, last_name: str, email: str, role: Role, language: str = "de"
    ) -> StaffMember:
        """Add somebody, who cannot sign in yet. Raises AddressTaken, or AlreadyJoined for an id sent before."""
        member = cls(
            id=id, first_name=first_name, last_name=last_name, email=email, email_key=address_key(email),
            role=str(role), language=language,
        )  # fmt: skip
        try:
            with db.session.begin_nested():
                db.session.add(member)
        except IntegrityError as error:
            raise AlreadyJoined(id) if cls.find(id) else AddressTaken(email) from error
        return member

    def invite(self, inviter: str) -> None:
        """Send a fresh link, valid for 48 hours; links sent earlier stop working. `inviter` signs the mail."""
        self.invited_at = now()
        record("staff.invited", self, role=self.role)
        mails.invitation(self, inviter)

    def forgot_password(self) -> None:
        """Send what helps to get in: a link for an hour, or the invitation anew. Nothing to somebody who left."""
        if self.deactivated_at:
            return
        if self.password_hash is None:
            self.invite(inviter=current_tenant().name)
            return
        self.forgot_at = now()
        record("staff.forgot_password", self, actor=self)
        mails.forgot_password(self)

    def set_password(self, plain: str) -> None:
        """Take a new password: every session ends, links die, and a mail says so unless it is the first password."""
        first = self.password_hash is None
        self.password_hash = hash_password(plain)
        self.password_set_at = now()
        record("staff.password_set", self, actor=self)
        sessions.end_all("staff", self.id)
        if not first:
            mails.password_changed(self)

    def sign_out_everywhere(self) -> None:
        """End all sessions, on every device."""
        record("staff.signed_out_everywhere", self)
        sessions.end_all("staff", self.id)

    def rename(self, first_name: str, last_name: str) -> None:
        self.first_name, self.last_name = first_name, last_name
        record("staff.renamed", self)

    def speak(self, language: str) -> None:
        """Read pages and mails in "de" or "en" from now on."""
        if language != self.language:
            self.language = language
            record("staff.language_changed", self)

    def change_role(self, role: Role) -> None:
        """Give another role, at once. Raises LastOwner."""
        if role == self.role:
            return
        if self.role == Role.OWNER:
            self._leave_an_owner()
        record("staff.role_changed", self, before=self.role, after=str(role))
        self.role = str(role)

    def deactivate(self) -> None:
        """Shut the door: sessions end at once, links die. Raises LastOwner."""
        if self.role == Role.OWNER:
            self._leave_an_owner()
        self.deactivated_at = now()
        self.invited_at = self.forgot_at = None  # else links sent before would open the door again after reactivate()
        record("staff.deactivated", self)
        sessions.end_all("staff", self.id)

    def reactivate(self) -> None:
        """Open the door again, with the password and the role as they were."""
        self.deactivated_at = None
        record("staff.reactivated", self)

    def renew_hash(self, plain: str) -> None:
        """Hash a password that was just verified anew, where the costs have been raised since."""
        if needs_rehash(self.password_hash):
            self.password_hash = hash_password(plain)

    def signed_in(self) -> None:
        """Note the sign-in: everything that is asked for was right."""
        self.last_sign_in_at = now()
        record("staff.signed_in", self, actor=self)

    # questions

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def role_label(self) -> str:
        return Role(self.role).label

    def may(self, permission: Permission) -> bool:
        return self.deactivated_at is None and Role(self.role).may(permission)

    def may_give(self, role: Role) -> bool:
        """Whether this one may put somebody into `role`."""
        return self.may(Permission.OWNER_MANAGE if role == Role.OWNER else Permission.STAFF_MANAGE)

    def may_manage(self, colleague: StaffMember) -> bool:
        """Whether this one may change the other's role or door: owners are an owner's business."""
        return self.may_give(Role(colleague.role))

    @property
    def may_sign_in(self) -> bool:
        return self.password_hash is not None and self.deactivated_at is None

    @property
    def invitation_ends_at(self) -> datetime | None:
        return self.invited_at + INVITED_FOR if self.invited_at else None

    @property
    def forgot_ends_at(self) -> datetime | None:
        return self.forgot_at + FORGOT_FOR if self.forgot_at else None

    @property
    def state(self) -> str:
        """active, password_set (never signed in), invited, link_expired or deactivated."""
        if self.deactivated_at:
            return "deactivated"
        if self.password_hash:
            return "active" if self.last_sign_in_at else "password_set"
        return "invited" if self.invitation_ends_at and now() < self.invitation_ends_at else "link_expired"

    @property
    def invitation_state(self) -> tuple[object, ...]:
        """What the link of an invitation is sealed with: a newer one, a password, a new address, leaving kill it."""
        return (self.email_key, self.password_hash, self.invited_at, self.deactivated_at)

    @property
    def forgot_state(self) -> tuple[object, ...]:
        """The same for a link of „Passwort vergessen?“."""
        return (self.email_key, self.password_hash, self.forgot_at, self.deactivated_at)

    @property
    def words(self) -> tuple[str, ...]:
        """What a password of this person must not be made of."""
        tenant = current_tenant()
        return (self.first_name, self.last_name, self.email, tenant.name, tenant.slug)

    # private

    def _leave_an_owner(self) -> None:
        """Raise LastOwner unless another owner can sign in. The agency's row is held, so two at once take turns."""
        db.session.get(Tenant, current_tenant_id(), with_for_update=HELD, populate_existing=True)
        others = select(StaffMember.id).where(
            StaffMember.role == Role.OWNER,
            StaffMember.id != self.id,
            StaffMember.deactivated_at.is_(None),
            StaffMember.password_hash.is_not(None),
        )
        if db.session.scalar(others.limit(1)) is None:
            raise LastOwner(self.name)


def acting_colleague() -> StaffMember | None:
    """Who of the staff makes this request; None when nobody of them does, and outside of requests."""
    actor = current_actor()
    return actor if isinstance(actor, StaffMember) else None


def _load(id: uuid.UUID) -> StaffMember | None:
    member = StaffMember.find(id)
    return member if member is not None and member.may_sign_in else None


register_actor_kind("staff", _load)


@answers("staff")
def _answer(email_key: str) -> None:
    """What the worker does for „Passwort vergessen?“; an address that nobody has is answered with silence."""
    if member := StaffMember.find_by_email(email_key):
        member.forgot_password()


@present_address("staff")
def _address_now(mail: OutgoingMail) -> Party:
    member = StaffMember.find(mail.about_id)
    if member is None or member.deactivated_at:
        raise CannotResend(_("Wer diese E-Mail bekommen sollte, arbeitet hier nicht mehr."))
    return Party(member.email, member.name)
