"""Who gets into the portal, as whose contact, and where to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from uuid import UUID

from flask import Response, abort, current_app, g, redirect, request, session, url_for
from flask_login import current_user

from app.access import Section, reaches, sections_of
from app.accounts import throttle
from app.accounts.cookies import kind_of_path
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.impersonation import current_impersonation

View = TypeVar("View", bound=Callable)

CHOSEN = "portal_contact"

OWN_PASSWORD = "portal.own_password"  # noqa: S105 - a page
SHOWN_BEFORE = {
    OWN_PASSWORD, "portal.sign_out", "portal.set_password", "portal.new_link", "portal.forgot", "portal.link_sent",
}  # fmt: skip
"""What of the portal is there before somebody has a password of their own: the ways to one, and out."""


def portal_required(*keys: str, elsewhere: bool = False) -> Callable[[View], View]:
    """Let in the persons who are signed in; with keys, those alone whose contact at work reaches one of these sections.

    `elsewhere` lets a person look who reaches it as another contact of theirs: for the page of one thing, which
    `look_up()` then offers to show there. Signed out: to the sign-in page, and back afterwards. Not reached: 404, as
    if there were no such page.
    """

    def decorate(view: View) -> View:
        def reached() -> bool:
            return not keys or any(reaches(contact, key) for contact in _at_work(elsewhere) for key in keys)

        @wraps(view)
        def guarded(*args, **kwargs):
            if current_person() is None:
                return redirect(sign_in_address(), 303)
            if not reached():
                abort(404)
            if request.method == "POST" and current_impersonation() is None:
                throttle.pace("portal-write", str(current_person().id), current_app.config["PORTAL_WRITES"])
            return view(*args, **kwargs)

        guarded.access = f"portal:{'|'.join(keys)}" if keys else "portal"  # type: ignore[attr-defined]
        guarded.admits = lambda: _in_person() and reached()  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def own_password_first() -> Response | None:
    """Before every portal request: who must choose a password of its own is led there and gets nowhere else.

    Staff who look at the portal in the person's place do not choose it.
    """
    if kind_of_path(request.path) != "person" or request.endpoint in SHOWN_BEFORE:
        return None
    person = current_person()
    if person is None or not person.must_change_password or current_impersonation():
        return None
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    return redirect(url_for(OWN_PASSWORD, next=None if wanted == url_for("portal.start") else wanted), 303)


def current_person() -> Person | None:
    """The person signed in; None for everybody else, staff included."""
    person = current_user._get_current_object() if current_user.is_authenticated else None
    return person if isinstance(person, Person) else None


def own_contacts() -> list[Contact]:
    """The contacts of the person signed in, one for each customer that is not locked, the oldest first.

    Staff who look in the person's place look as one contact and have no others.
    """
    if "own_contacts" not in g:
        person = current_person()
        opened = [contact for contact in person.contacts if not contact.customer.locked_at] if person else []
        if looked_at := current_impersonation():
            opened = [contact for contact in opened if contact.id == looked_at.contact_id]
        g.own_contacts = sorted(opened, key=lambda contact: (contact.created_at, contact.id))
    return g.own_contacts


def portal_contact() -> Contact | None:
    """At which customer the person is at work: the one chosen in this browser, else the oldest."""
    chosen = session.get(CHOSEN)
    contacts = own_contacts()
    return next((contact for contact in contacts if str(contact.id) == chosen), contacts[0] if contacts else None)


def other_contacts() -> list[Contact]:
    """Those contacts of the person as which it is not at work now."""
    present = portal_contact()
    return [contact for contact in own_contacts() if contact is not present]


def choose_contact(contact_id: UUID) -> None:
    """Work at another customer from now on; 404 unless the person is contact there."""
    if all(contact.id != contact_id for contact in own_contacts()):
        abort(404)
    session[CHOSEN] = str(contact_id)


def opened_sections() -> list[Section]:
    """What the person reaches at this customer, in the order of the menu."""
    if "opened_sections" not in g:
        contact = portal_contact()
        g.opened_sections = sections_of(contact) if contact else []
    return g.opened_sections


def sign_in_address() -> str:
    """The sign-in page that leads back here; what a form wanted to send is asked for anew."""
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    if wanted in (None, url_for("portal.start")):
        return url_for("portal.sign_in")
    return url_for("portal.sign_in", next=wanted)


def _in_person() -> bool:
    return current_person() is not None and current_impersonation() is None


def _at_work(elsewhere: bool) -> list[Contact]:
    """As which contacts the person may be looking: the one at work, and the others for who only looks elsewhere."""
    present = portal_contact()
    others = other_contacts() if elsewhere and request.method in ("GET", "HEAD") else []
    return [present, *others] if present else []
