"""Everybody who could stand at a door, signed in or not."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from app.accounts.cookies import NAMES
from app.accounts.models import SignInSession
from app.staff.models import StaffMember
from app.staff.roles import Role
from tenants import db, now, uuid7
from tests.cast import PASSWORD, Agency, Someone

OTHER_PERSON = "person of another customer"


@dataclass(frozen=True)
class Visitor:
    """Somebody at the door of agency A: `cookies` as the browser sends them.

    Of its persons the first reaches every section of the portal, the other one none.
    """

    name: str
    role: Role | None = None
    person: bool = False
    cookies: str = ""

    def may(self, access: str) -> bool:
        if access == "portal":
            return self.person
        if access.startswith("portal:"):
            return self.person and self.name != OTHER_PERSON
        return self.role is not None and self.role.may(access)


def sign_in(agency: Agency, who: Someone) -> str:
    """The cookie of a new sign-in."""
    token = secrets.token_urlsafe(32)
    with agency.work():
        digest = hashlib.sha256(token.encode()).hexdigest()
        kind = who.kind.actor_kind
        db.session.add(SignInSession(kind=kind, user_id=who.id, token_digest=digest, device="Testbrowser"))
    return f"{NAMES[kind]}={token}"


def allowed(agency: Agency, access: str) -> list[Visitor]:
    """Everybody of the agency who may."""
    staff = [Visitor(role.value, role, cookies=sign_in(agency, agency.staff[role.value])) for role in Role]
    persons = [Visitor("person", person=True, cookies=sign_in(agency, agency.person))]
    return [visitor for visitor in (*staff, *persons) if visitor.may(access)]


def everybody(a: Agency, b: Agency) -> list[Visitor]:
    """All roles of A, those A has shut out, and people of B with their own sign-ins."""
    visitors = [Visitor("signed out"), Visitor("forged", cookies=f"{NAMES['staff']}=x; {NAMES['person']}=x")]
    visitors += allowed(a, "office_enter") + allowed(a, "portal")
    visitors += [Visitor(OTHER_PERSON, person=True, cookies=sign_in(a, a.other_person))]
    visitors += [
        Visitor("owner of B", cookies=sign_in(b, b.owner)),
        Visitor("person of B", cookies=sign_in(b, b.person)),
        Visitor("everybody of B", cookies=f"{sign_in(b, b.owner)}; {sign_in(b, b.person)}"),
    ]
    with a.work():
        leaver = StaffMember.join(
            id=uuid7(), first_name="Lea", last_name="Leer", email="lea@example.org", role=Role.OWNER
        )
        leaver.password_hash = leaver_hash = a.owner.load().password_hash
        assert leaver_hash
        gone = Someone(StaffMember, leaver.id, leaver.name, leaver.email, PASSWORD)
        former = sign_in(a, gone)
        leaver.deactivated_at = now()
    return [*visitors, Visitor("deactivated", cookies=former)]
