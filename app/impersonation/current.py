"""Whether the portal is looked at by staff in a person's place, asked anew for every request."""

from __future__ import annotations

import uuid

from flask import g, has_request_context

from app.accounts import sessions
from app.accounts.actor import IMPERSONATED, register_actor_kind
from app.contacts.models import Contact
from app.contacts.persons import Person

from .models import Impersonation, may_be_entered


def current_impersonation() -> Impersonation | None:
    """The impersonation in which this request looks; None for everybody who is there in person."""
    if not has_request_context():
        return None
    session = sessions.current()
    if session is None or session.impersonation_id is None:
        return None
    if "impersonation" not in g:
        g.impersonation = _running(session.impersonation_id, session.user_id)
    return g.impersonation


def load_impersonated(_id: uuid.UUID) -> Person | None:
    """Who is looked at, as long as that is allowed: else the very next request is a visitor's."""
    running = current_impersonation()
    return Person.find(running.person_id) if running else None


def _running(id: uuid.UUID, person_id: uuid.UUID) -> Impersonation | None:
    found = Impersonation.find(id)
    if found is None or found.person_id != person_id or not found.counts_for(sessions.of_browser("staff")):
        return None
    contact = Contact.find(found.contact_id)
    return found if contact and contact.person_id == person_id and may_be_entered(contact) else None


register_actor_kind(IMPERSONATED, load_impersonated)
