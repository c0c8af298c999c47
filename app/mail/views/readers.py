"""For whom a preview shows a mail: nobody in particular, or a contact of the agency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import jsonify, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.contacts.greeting import greeting_for
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.overview.finding import CONTACTS, first
from app.staff.guard import staff_required
from app.staff.roles import Permission
from tenants import agency_url, db

from ..forms import WordingForm
from ..registry import Mail
from ..wording import Variant
from .blueprint import bp

MOST = 20
LETTERS = 200
"""Of what is searched for; a form that is refused is looked at, too."""


@bp.get("/einstellungen/e-mail-templates/kontakte")
@staff_required(Permission.TEMPLATES_EDIT)
def preview_contacts() -> Any:
    """The contacts that a search beside the preview offers."""
    return jsonify([{"value": str(one.id), "label": _label(one)} for one in _found(request.args.get("q", ""), MOST)])


def offer_readers(form: WordingForm, mail: Mail) -> Person | None:
    """Fill the choice of contacts, and give the person chosen. Mails to staff and to nobody's contact have none."""
    offered = list(_found(form.preview_query.data or "", MOST + 1)) if mail.audience == "person" else []
    form.many_contacts = bool(form.preview_query.data) or len(offered) > MOST
    offered = offered[:MOST]
    chosen = Contact.find(form.preview_contact.data) if mail.audience == "person" else None
    if chosen and chosen not in offered:
        offered = [chosen, *offered]
    form.preview_contact.choices = [("", _("Beispiel")), *((str(one.id), _label(one)) for one in offered)]
    return chosen.person if chosen else None


def shown_values(mail: Mail, variant: Variant, person: Person | None) -> dict[str, object]:
    """What a preview or a test mail prints: samples, of the agency itself what is so, links that open nothing.

    Of a person how it would be spoken to in this variant, whatever language it reads in.
    """
    values = {name: _at_home(value) for name, value in mail.samples(variant).items()}
    values.pop("agency_name", None)
    if person:
        values |= {"salutation": _greeting(person, variant)}
        values |= {"first_name": person.first_name, "last_name": person.last_name}
    return values


def _at_home(value: object) -> object:
    """A sample with its addresses on the agency's own host."""
    if isinstance(value, list):
        return [row | {"adresse": _at_home(row["adresse"])} for row in value]
    if isinstance(value, str) and value.startswith("https://"):
        return agency_url(urlsplit(value).path)
    return value


def _greeting(person: Person, variant: Variant) -> str:
    return greeting_for(
        first_name=person.first_name, last_name=person.last_name, salutation=person.salutation, title=person.title,
        language=variant.language, address_form="du" if variant.folder == "de_du" else "sie",
    )  # fmt: skip


def _found(query: str, limit: int) -> Sequence[Contact]:
    """What a search finds; without one those who came last. Nobody for who may not look at contacts."""
    if not current_user.may(Permission.CUSTOMERS_VIEW):
        return []
    if query := query[:LETTERS].strip():
        return first(CONTACTS, query, limit).things
    latest = select(Contact).order_by(Contact.id.desc()).limit(limit).options(joinedload(Contact.person))
    return db.session.scalars(latest).all()


def _label(contact: Contact) -> str:
    person = contact.person
    return f"{person.name} ({person.email})" if person.email and person.email != person.name else person.name
