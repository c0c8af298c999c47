"""Choosing colleagues: who can be given work, and who of those who were given some is still here."""

from __future__ import annotations

from collections.abc import Iterable

from tenants import db

from .models import StaffMember


def colleagues(besides: Iterable[StaffMember] = ()) -> list[StaffMember]:
    """The staff who can be given work, by name; those who left only where they stand already (`besides`)."""
    kept = {member.id for member in besides}
    everyone = db.session.scalars(StaffMember.everyone())
    return [member for member in everyone if member.deactivated_at is None or member.id in kept]


def still_here(members: Iterable[StaffMember | None]) -> list[StaffMember]:
    """Those of them who have not left, in the order given; None counts for nobody."""
    return [member for member in members if member is not None and member.deactivated_at is None]
