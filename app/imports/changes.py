"""What a row changes about a customer that is there, and about its contact.

An empty cell changes nothing. Numbers of customers stay; the address of somebody with access to the portal stays, for
they sign in with it; and what a customer took back itself stays taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.contacts.models import Contact
from app.customers.forms import NAMES
from app.customers.models import Customer
from app.customers.sorting import fold

from .drafts import FIELDS, Draft, Drafter
from .known import Known, taken

if TYPE_CHECKING:
    from .plans import Plan

OWN = (
    "kind", "company", "street", "postcode", "city", "country", "phone", "mobile", "fax", "website", "language",
    "address_form", "in_lists", "note", "responsible",
)  # fmt: skip
"""What belongs to the customer itself; the names do when it is a private person."""


def change(plan: Plan, draft: Draft, known: Known, drafter: Drafter, *, only_empty: bool) -> tuple[set[str], list[str]]:
    """Write into the plan what changes. Returns the fields that do, and sentences about what stays.

    With `only_empty` only what nobody has said yet is filled in.
    """
    customer = plan.customer
    assert customer is not None
    contact = _meant(draft, known.contacts.get(customer.id, []), customer)
    form = drafter.fill_in(draft, customer, contact and contact.person)
    if draft.faults:
        return set(), []
    wanted, kept = form.customer_values, []
    own = OWN if customer.firm else (*OWN, *NAMES)
    changed = _differing(customer, wanted, [key for key in own if key in draft.words], only_empty)
    if "in_lists" in changed and customer.withdrawn_at:
        changed.discard("in_lists")
        kept.append(_("Bleibt aus den Mitgliederlisten: Der Kunde hat sich selbst herausgenommen."))
    plan.values = {FIELDS.get(key, key): wanted[FIELDS.get(key, key)] for key in changed}
    if draft.identity.number and draft.identity.number != customer.number:
        kept.append(_("Die Kundennummer bleibt %(number)s.", number=customer.number))
    changed |= _about_contact(plan, draft, known, form, contact, kept, only_empty)
    plan.groups = [id for id in draft.groups if id not in known.groups.get(customer.id, set())]
    return changed | ({"groups"} if plan.groups else set()), kept


def _about_contact(
    plan: Plan, draft: Draft, known: Known, form: Any, contact: Contact | None, kept: list[str], only_empty: bool
) -> set[str]:
    """The same for the contact: changed, or made where the row names somebody new."""
    said = [key for key in (*NAMES, "email", "position") if key in draft.words]
    if not said:
        return set()
    customer = plan.customer
    theirs = known.contacts.get(customer.id, [])  # type: ignore[union-attr]
    if contact is None:
        if (only_empty and theirs) or form.person_values is None or _taken(plan, draft, known, None):
            return set()
        plan.person, plan.position = form.person_values, form.position.data
        return {*said}
    person = contact.person
    names = [key for key in NAMES if key in said] if customer.firm else []  # type: ignore[union-attr]
    changed = _differing(person, {key: form[key].data for key in names}, names, only_empty)
    plan.names = {key: form[key].data for key in changed}
    if "position" in said and _differing(contact, {"position": form.position.data}, ["position"], only_empty):
        plan.position = form.position.data
        changed.add("position")
    if _changes_address(plan, draft, known, contact, kept, only_empty):
        plan.email = form.email.data
        changed.add("email")
    plan.contact = contact if changed & {*NAMES, "email", "position"} else None
    return changed


def _changes_address(
    plan: Plan, draft: Draft, known: Known, contact: Contact, kept: list[str], only_empty: bool
) -> bool:
    person, email = contact.person, draft.identity.email
    if not email or email in (person.email_key, plan.customer.email_key):  # type: ignore[union-attr]
        return False
    if person.email_key and only_empty:
        return False
    if person.has_access:
        kept.append(_("Die E-Mail-Adresse bleibt %(email)s: Damit wird im Portal angemeldet.", email=person.email))
        return False
    return not _taken(plan, draft, known, contact)


def _taken(plan: Plan, draft: Draft, known: Known, contact: Contact | None) -> bool:
    """Whether the address is somebody else's; then the row is faulty."""
    owners = known.owners.get(draft.identity.email, []) if draft.identity.email else []
    others = [owner for owner in owners if contact is None or owner.person_id != contact.person_id]
    if others:
        draft.faults.append(taken(others[0]))
    return bool(others)


def _meant(draft: Draft, contacts: list[Contact], customer: Customer) -> Contact | None:
    """The contact a row speaks of: who has its address, else its name; without a name, the primary one."""
    for contact in contacts:
        if draft.identity.email and contact.person.email_key == draft.identity.email:
            return contact
    wanted = _name(draft.cells.get("first_name", ""), draft.cells.get("last_name", ""))
    names = [_name(contact.person.first_name, contact.person.last_name) for contact in contacts]
    if wanted in names:
        return contacts[names.index(wanted)]
    is_primary = not wanted or not customer.firm or names == [""]
    return contacts[0] if contacts and is_primary else None


def _name(first: str, last: str) -> str:
    return " ".join(fold(f"{first} {last}").split())


def _differing(thing: Any, wanted: dict[str, Any], keys: list[str], only_empty: bool) -> set[str]:
    found = set()
    for key in keys:
        name = FIELDS.get(key, key)
        present = getattr(thing, name)
        if present != wanted[name] and not (only_empty and present not in ("", None)):
            found.add(key)
    return found
