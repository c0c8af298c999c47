"""The second factor of whoever signs in: set up, asked for, made anew, taken away. One mixin for persons and staff.

Codes are those of RFC 6238 (six digits, 30 seconds, SHA-1, as all apps have them). A step before and after the present
one is taken for clocks that are wrong; of these no step twice. After MOST_TRIES without a right code only a recovery
code helps (NIST SP 800-63B, 5.2.2), so that who knows the password cannot go on guessing for weeks.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from datetime import timedelta
from typing import Any, ClassVar

import pyotp
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from tenants import clock, current_tenant_id, db, now, own_transaction, uuid7

from . import box, sessions
from .second_factor import OneTimeCode, RecoveryCode

SECONDS = 30
DRIFT = 1
"""Steps before and after the present one whose code is taken too."""

RECOVERY_CODES = 10
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What recovery codes are made of: nothing that looks like something else. Ten of them are 49 bits."""

BEGUN_FOR = timedelta(hours=1)
"""How long a secret that was shown may be confirmed."""

MOST_TRIES = 100


class WrongCode(ValueError):
    """No code of the app, or one that was used before, and no recovery code that is left."""


class WithSecondFactor:
    """What of a person or a member of the staff has to do with its second factor. It has `id`, `actor_kind`, `name`."""

    id: Any
    actor_kind: ClassVar[str]

    # questions

    @property
    def second_factor(self) -> OneTimeCode | None:
        """The app that is asked for at sign-in, if there is one."""
        found = self._code()
        return found if found is not None and found.confirmed_at else None

    @property
    def begun_factor(self) -> OneTimeCode | None:
        """An app that was shown its secret within the last hour and has not shown a code of it yet."""
        found = self._code()
        return found if found and not found.confirmed_at and now() < found.created_at + BEGUN_FOR else None

    @property
    def recovery_codes_left(self) -> int:
        unused = select(func.count()).where(self._owns(RecoveryCode), RecoveryCode.used_at.is_(None))
        return db.session.scalar(unused) or 0

    def secret_of(self, code: OneTimeCode) -> str:
        """The secret in base32; "" when no key of the installation opens it any more."""
        return box.unlock(code.secret, *self._context) or ""

    # verbs

    def begin_second_factor(self) -> None:
        """Draw a secret for an app to be confirmed. Nothing happens while one is on, or was begun within the hour."""
        if self.second_factor or self.begun_factor:
            return
        db.session.execute(delete(OneTimeCode).where(self._owns(OneTimeCode)))
        secret = box.lock(pyotp.random_base32(), *self._context)
        try:
            with db.session.begin_nested():
                db.session.add(OneTimeCode(**self._owner, secret=secret))
        except IntegrityError:  # the same form came twice at once: the other one has begun
            return

    def confirm_second_factor(self, typed: str) -> list[str]:
        """Switch the second factor on by the first code of the app; returns the recovery codes. Raises WrongCode."""
        code = self.begun_factor and self._held()
        if code is None or code.confirmed_at:
            raise WrongCode
        self._use(code, typed)
        code.confirmed_at = now()
        codes = self._draw_codes(code)
        self.note_second_factor("on")
        return codes

    def give_code(self, typed: str) -> int:
        """Take a code of the app or a recovery code, once; returns how many were wrong before. Raises WrongCode.

        The try is counted before it is looked at, in a transaction of its own, so that many at once are many.
        """
        tries = self._count_try()
        code = self._held()
        if code is None or not code.confirmed_at:
            raise WrongCode
        digits = "".join(typed.split())
        if digits.isascii() and digits.isdigit() and len(digits) == 6:
            if tries > MOST_TRIES:
                raise WrongCode
            self._use(code, digits)
        else:
            self._use_recovery(code, typed)
        code.tries = 0
        code.secret = box.lock(self.secret_of(code), *self._context)  # with the newest key from now on
        return tries - 1

    def renew_recovery_codes(self) -> list[str]:
        """Ten fresh recovery codes; those from before are void. None without an app."""
        code = self._held()
        if code is None or not code.confirmed_at:
            return []
        codes = self._draw_codes(code)
        self.note_second_factor("codes_renewed")
        return codes

    def remove_second_factor(self, what: str = "off") -> bool:
        """Ask for the password alone from now on; False when it was so already. `what` is noted of it."""
        there = self._held()
        db.session.execute(delete(RecoveryCode).where(self._owns(RecoveryCode)))
        db.session.execute(delete(OneTimeCode).where(self._owns(OneTimeCode)))
        if there is None or not there.confirmed_at:
            return False
        self.note_second_factor(what)
        return True

    def reset_second_factor(self) -> bool:
        """Somebody else does it for who lost the app: besides, every session ends. False when there was none."""
        sessions.end_all(self.actor_kind, self.id)
        return self.remove_second_factor("reset")

    def note_second_factor(self, what: str) -> None:
        """For the log and the mail: "on", "off", "reset" or "codes_renewed"."""
        raise NotImplementedError

    # private

    @property
    def _owner(self) -> dict[str, uuid.UUID]:
        return {"staff_id" if self.actor_kind == "staff" else "person_id": self.id}

    @property
    def _context(self) -> tuple[Any, ...]:
        return ("one-time-code", current_tenant_id(), self.actor_kind, self.id)

    def _owns(self, model: type) -> ColumnElement[bool]:
        ((column, id),) = self._owner.items()
        return getattr(model, column) == id

    def _code(self) -> OneTimeCode | None:
        return db.session.scalar(select(OneTimeCode).where(self._owns(OneTimeCode)))

    def _held(self) -> OneTimeCode | None:
        query = select(OneTimeCode).where(self._owns(OneTimeCode)).with_for_update()
        return db.session.scalar(query.execution_options(populate_existing=True))

    def _count_try(self) -> int:
        counted = update(OneTimeCode).where(self._owns(OneTimeCode)).values(tries=OneTimeCode.tries + 1)
        with own_transaction() as session:
            return session.scalar(counted.returning(OneTimeCode.tries)) or 0

    def _use(self, code: OneTimeCode, typed: str) -> None:
        """Take the code of a step near now that is later than the last one used. Raises WrongCode."""
        secret, digits, present = self.secret_of(code), "".join(typed.split()), int(clock.timestamp()) // SECONDS
        if not secret:
            raise WrongCode
        app = pyotp.HOTP(secret)
        near = range(present - DRIFT, present + DRIFT + 1)
        right = [step for step in near if hmac.compare_digest(app.at(step).encode(), digits.encode("utf-8", "replace"))]
        fresh = [step for step in right if step > code.last_step]
        if not fresh:
            raise WrongCode
        code.last_step = fresh[-1]

    def _use_recovery(self, code: OneTimeCode, typed: str) -> None:
        """Use a recovery code up. One statement, so of many at once one succeeds. Raises WrongCode."""
        statement = (
            update(RecoveryCode)
            .where(
                self._owns(RecoveryCode),
                RecoveryCode.digest == self._digest(code, typed),
                RecoveryCode.used_at.is_(None),
            )
            .values(used_at=now())
        )
        if db.session.execute(statement).rowcount != 1:
            raise WrongCode

    def _draw_codes(self, code: OneTimeCode) -> list[str]:
        db.session.execute(delete(RecoveryCode).where(self._owns(RecoveryCode)))
        drawn = ["".join(secrets.choice(SIGNS) for _sign in range(10)) for _code in range(RECOVERY_CODES)]
        for one in drawn:
            db.session.add(RecoveryCode(id=uuid7(), **self._owner, digest=self._digest(code, one)))
        return [f"{one[:5]}-{one[5:]}" for one in drawn]

    def _digest(self, code: OneTimeCode, typed: str) -> str:
        """Keyed with the app's secret, which is encrypted: who only has the table can guess at nothing."""
        plain = "".join(sign for sign in typed.casefold() if sign.isalnum())
        return hmac.new(self.secret_of(code).encode(), plain.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
