"""The second factor of the staff: what is noted of it, and who must have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from app.accounts.factor import WithSecondFactor
from app.audit import record
from tenants import current_tenant, db

from . import mails
from .passkeys import Passkey
from .roles import Role

OBLIGED = (Role.OWNER, Role.ADMIN)
"""Whom the agency may oblige to have one: those who can change everything."""


class StaffFactor(WithSecondFactor):
    """What of a member of the staff has to do with its second factor."""

    if TYPE_CHECKING:
        role: str

    @property
    def owes_second_factor(self) -> bool:
        """Whether the agency asks for one that this member has not set up yet."""
        return self.role in OBLIGED and current_tenant().staff_second_factor and self.second_factor is None

    def reset_second_factor(self) -> bool:
        """Besides, the passkeys: they may lie on what was lost."""
        passkeys = db.session.execute(delete(Passkey).where(Passkey.staff_id == self.id)).rowcount
        there = super().reset_second_factor()
        if passkeys and not there:
            self.note_second_factor("reset")
        return there or bool(passkeys)

    def note_second_factor(self, what: str) -> None:
        record(f"staff.second_factor_{what}", self)
        mails.second_factor(self, what)
