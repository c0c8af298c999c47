"""How a person gets into the portal: invitation, password, lock, links. The columns and verbs of `Person` for it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Boolean, DateTime, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts import passwords, sessions, tokens
from app.audit import record
from app.mail.models import MailSwitch
from tenants import db, now

from . import mails
from .access_states import INVITATION_LIVES, AccessState, access_of, actions_for
from .which_mail import Answer, Facts, Occasion, answer


class NoAddress(ValueError):
    """Without an e-mail address nobody can be invited or sign in."""


class LinksSwitchedOff(RuntimeError):
    """The agency switched off the mail that carries the link to set a password."""


class ShutOut(RuntimeError):
    """The person is locked, or every customer of it: nobody gives it access before that is taken back."""


class WrongPassword(ValueError):
    """The password given as the present one is not it."""


class WeakPassword(ValueError):
    """The password may not be chosen; the first argument is the sentence that says why."""


class PortalAccess:
    """What of a person has to do with signing in."""

    if TYPE_CHECKING:
        id: uuid.UUID
        email: str | None
        email_key: str | None
        own_words: list[str]
        shut_out: bool

        @classmethod
        def find_by_email(cls, address: str) -> Self | None: ...

    password_hash: Mapped[str | None] = mapped_column(Text)
    password_set_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    """Staff typed the password and wish the person to choose its own at the next sign-in."""
    invited_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    welcomed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reset_requested_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    access_revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_sign_in_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    locked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    undeliverable_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    # queries

    @classmethod
    def find_locked(cls, id: Any) -> Self | None:
        """The row as it is now, and nobody else changes it before this transaction ends."""
        query = select(cls).where(cls.id == id).with_for_update().execution_options(populate_existing=True)
        return db.session.scalar(query)

    @classmethod
    def with_password(cls, address: str, plain: str) -> Self | None:
        """Who has this address and this password and may sign in; the same work whether anybody has the address.

        The row is held from then on: a password or lock that changed while this one was verified counts as changed.
        """
        person = cls.find_by_email(address)
        stored = person.password_hash if person and person.may_sign_in else None
        if not passwords.verify_password(stored, plain):
            return None
        person = cls.find_locked(person.id)
        fits = person and person.may_sign_in and person.password_hash == stored
        return person if fits and not person.shut_out else None

    # verbs

    def invite(self, occasion: Occasion = Occasion.INVITED, *, welcome: bool = True, urgent: bool = True) -> None:
        """Give access by a fresh link, valid for 48 hours; links sent earlier stop working.

        Which mails go is in the table (which_mail.py); `welcome` is False where „Keine Willkommens-E-Mail senden“ is
        ticked, `urgent` for one of many. Who may only be greeted on this occasion, because the mail „Lege ein neues
        Passwort fest“ is inactive, is given no access. Raises NoAddress, ShutOut, or LinksSwitchedOff when nothing
        comes of it for that reason.
        """
        answer = self._possible(occasion, welcome)
        if any(letter.link for letter in answer.letters):
            self.invited_at = now()
            self.access_revoked_at = None
            record("person.invited", self)
        mails.write(self, answer.letters, urgent=urgent)

    def give_password(
        self,
        plain: str,
        occasion: Occasion = Occasion.PASSWORD_GIVEN,
        *,
        welcome: bool = True,
        must_change: bool = False,
    ) -> None:
        """Give access by a password that staff chose; `welcome` as in invite(), and no mail carries the password.

        With `must_change` the portal shows nothing before the person has chosen one of its own. Raises WeakPassword,
        NoAddress and ShutOut.
        """
        answer = self._possible(occasion, welcome)
        self._keep_password(plain, must_change=must_change)
        mails.write(self, answer.letters)

    def welcome(self, occasion: Occasion = Occasion.CONTACT_SAVED) -> None:
        """Send the welcome mail, without a link, to somebody new who may have no access yet; not to who is locked."""
        mails.write(self, self._asked(occasion).letters)

    def revoke(self) -> None:
        """Take access away: sessions end at once, links die, the password is forgotten, and a lock with it.

        Nothing where none was given.
        """
        if self.has_access:
            self.access_revoked_at = now()
            self.invited_at = self.reset_requested_at = self.locked_at = None
            self.password_hash = self.password_set_at = self.last_sign_in_at = None
            self.must_change_password = False
            sessions.end_all("person", self.id)
            record("person.revoked", self)

    def lock(self) -> None:
        """Keep out for a while: sessions end at once; password and invitation wait for unlock().

        Nothing where no access was given, for there is nothing that could wait.
        """
        if self.has_access and not self.locked_at:
            self.locked_at = now()
            sessions.end_all("person", self.id)
            record("person.locked", self)

    def unlock(self) -> None:
        if self.locked_at:
            self.locked_at = None
            record("person.unlocked", self)

    def end_invitation(self) -> None:
        """The link for the first password is dead, for the address is another one: show it as run out now."""
        if self.invited_at and not self.password_hash:
            self.invited_at = min(self.invited_at, now() - INVITATION_LIVES)

    def set_password(self, plain: str, *, by: Any = None) -> None:
        """Set the password, whoever chose it. All sessions end and all links die.

        Replacing an earlier password is told by mail. `by` is for the log: the person itself where a link was followed.
        Raises WeakPassword.
        """
        self._keep_password(plain, by=by)

    def change_password(self, old: str, new: str) -> None:
        """Change one's own password; all sessions end. Raises WrongPassword, and WeakPassword for the same one too."""
        if not passwords.verify_password(self.password_hash, old):
            raise WrongPassword
        if passwords.verify_password(self.password_hash, new):
            raise WeakPassword(passwords.SAME)
        self._keep_password(new)

    def request_link(self) -> None:
        """Answer „Passwort vergessen?“ and „Neuen Link anfordern“: mail a fresh link to the stored address.

        One hour, or 48 while no password is set yet. Nothing at all for somebody without access (never given, revoked,
        locked, shut out), and whoever asked learns neither.
        """
        occasion = Occasion.PASSWORD_FORGOTTEN if self.password_hash else Occasion.LINK_WANTED
        answer = self._asked(occasion)
        if answer.against:
            return
        if not self.password_hash:
            self.invite(occasion)
            return
        self.reset_requested_at = now()
        record("person.link_requested", self)
        mails.write(self, answer.letters)

    def renew_hash(self, plain: str) -> None:
        """Hash a password that was just verified anew, where the costs have been raised since."""
        if passwords.needs_rehash(self.password_hash):
            self.password_hash = passwords.hash_password(plain)

    def sign_in(self) -> None:
        """Note a sign-in: everything that is asked for was right; the view starts the session."""
        self.last_sign_in_at = now()
        record("person.signed_in", self, actor=self)

    def sign_out_everywhere(self) -> None:
        """End all sessions, on every device."""
        sessions.end_all("person", self.id)
        record("person.signed_out_everywhere", self)

    # questions

    @property
    def access(self) -> AccessState:
        return access_of(self)

    @property
    def access_actions(self) -> tuple[str, ...]:
        """What staff may do about the access now, by the keys of `ACTIONS`, the likeliest first."""
        return actions_for(self.access.kind, shut_out=self.shut_out)

    @property
    def has_access(self) -> bool:
        """Access was given and not revoked (it may be locked)."""
        return bool(self.invited_at or self.password_hash)

    @property
    def may_sign_in(self) -> bool:
        return bool(self.email and self.password_hash and not self.locked_at)

    @property
    def may_receive_link(self) -> bool:
        return bool(self.email and self.has_access and not self.locked_at)

    @property
    def sealed_state(self) -> tuple[Any, ...]:
        """What a link is sealed over; when any of it changes, links sent before are dead."""
        return (self.email_key, self.password_hash, self.invited_at, self.reset_requested_at)

    def link(self, purpose: str) -> str:
        """A token that opens the page for a new password, as long as nothing of the sealed state changes."""
        return tokens.sign(purpose, "person", self.id, tokens.seal(*self.sealed_state))

    # private

    def _possible(self, occasion: Occasion, welcome: bool) -> Answer:
        """What goes on this occasion. Raises NoAddress, ShutOut, LinksSwitchedOff where it cannot be at all."""
        found = self._asked(occasion, welcome)
        if found.against:
            raise {"no_address": NoAddress, "barred": ShutOut, "links_off": LinksSwitchedOff}[found.against]
        return found

    def _asked(self, occasion: Occasion, welcome: bool = True) -> Answer:
        facts = Facts(
            address=bool(self.email),
            barred=bool(self.locked_at or self.shut_out),
            has_access=self.has_access,
            greeted=bool(self.welcomed_at),
            wished=welcome,
            off=MailSwitch.off(),
        )
        return answer(occasion, facts, lambda: mails.welcome_carries_link(self))

    def _keep_password(self, plain: str, *, by: Any = None, must_change: bool = False) -> None:
        if problem := passwords.check_new_password(plain, self.own_words):
            raise WeakPassword(problem)
        replaced = self.password_hash is not None
        self.password_hash = passwords.hash_password(plain)
        self.password_set_at, self.must_change_password = now(), must_change
        self.access_revoked_at = self.reset_requested_at = None
        sessions.end_all("person", self.id)
        record("person.password_set", self, actor=by, replaced=replaced)
        if replaced:
            mails.write(self, self._asked(Occasion.PASSWORD_REPLACED).letters)
