"""A new agency: from the sign-up to the confirmed address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.access.models import ContactDefault
from app.accounts.passwords import hash_password, verify_password
from app.accounts.tokens import DeadLink, read, seal, sign
from app.audit import record
from app.groups.models import seed
from app.jobs import periodic
from app.staff.models import HELD, StaffMember
from app.staff.roles import Role
from tenants import (
    PENDING_FOR,
    Tenant,
    as_tenant,
    current_tenant,
    current_tenant_id,
    db,
    now,
    own_transaction,
    system_session,
    tenant_ids,
    uuid7,
)

from . import mails, verbs  # noqa: F401 (verbs: what the log says about it)

PURPOSE = "confirm-agency"


class SlugTaken(ValueError):
    """Another agency has this subdomain, perhaps since a moment ago."""


@dataclass
class Signup:
    """Somebody founds an agency: tenant, owner, first groups, audit and mail, in one transaction of the new tenant."""

    agency_name: str
    slug: str
    first_name: str
    last_name: str
    email: str
    password: str
    language: str = "de"
    """That of the founder: "de" or "en"."""

    def run(self) -> int:
        """Make the agency, not confirmed yet, and return its id. Raises SlugTaken, and then nothing was made."""
        password_hash = hash_password(self.password)
        with own_transaction() as session:
            tenant_id = session.scalar(tenant_ids)
        # one connection at a time: a request that holds one and waits for a second can wait for ever
        db.session.rollback()
        try:
            with as_tenant(tenant_id):
                self._found(tenant_id, password_hash)
        except IntegrityError as error:
            if "uq_tenant_slug" not in str(error.orig):
                raise
            raise SlugTaken(self.slug) from error
        return tenant_id

    def _found(self, tenant_id: int, password_hash: str) -> None:
        tenant = Tenant(id=tenant_id, slug=self.slug, name=self.agency_name, reply_to=self.email)
        db.session.add(tenant)
        db.session.flush()
        owner = StaffMember.join(
            id=uuid7(), first_name=self.first_name, last_name=self.last_name, email=self.email, role=Role.OWNER,
            language=self.language,
        )  # fmt: skip
        owner.password_hash, owner.password_set_at = password_hash, now()
        seed()
        ContactDefault.seed()
        record("agency.signed_up", owner)
        send_confirmation(owner)


def send_confirmation(owner: StaffMember) -> None:
    """Send the link that confirms the current agency; it dies with the agency's 48 hours, or with a newer link."""
    tenant = current_tenant()
    owner.invited_at = now()
    token = sign(PURPOSE, "staff", owner.id, seal(*_state(owner)))
    record("agency.confirmation_sent", owner)
    mails.confirmation(owner, token, tenant.created_at + PENDING_FOR)


def owner_behind(token: str, lock: bool = False) -> StaffMember:
    """Whose link this is, while it still confirms something. Raises DeadLink.

    `lock` holds agency and owner until the transaction ends, so that of many only one confirms.
    """
    claim = read(token, PURPOSE, kind="staff")
    if lock:
        db.session.get(Tenant, current_tenant_id(), with_for_update=HELD, populate_existing=True)
    owner = StaffMember.locked(claim.id) if lock else StaffMember.find(claim.id)
    if owner is None:
        raise DeadLink("invalid")
    claim.require(*_state(owner))
    return owner


def confirm(owner: StaffMember, password: str) -> bool:
    """Make the agency a living one if `password` is the one chosen at sign-up; says whether it was."""
    if not verify_password(owner.password_hash, password):
        return False
    current_tenant().confirmed_at = now()
    record("agency.confirmed", owner)
    return True


@periodic("signup.free_names", cron="*/10 * * * *")
def free_names() -> None:
    """Delete sign-ups that nobody confirmed within 48 hours, with all that hangs on them: the name is free again."""
    old = delete(Tenant).where(Tenant.confirmed_at.is_(None), Tenant.created_at < now() - PENDING_FOR)
    with system_session() as session:
        session.execute(old.execution_options(synchronize_session=False))


def _state(owner: StaffMember) -> tuple[object, ...]:
    return (owner.email_key, owner.password_hash, owner.invited_at, current_tenant().confirmed_at)
