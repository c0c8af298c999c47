"""What is sent to every door: forms that nothing but the door can refuse."""

from __future__ import annotations

import secrets
from typing import Any

from pyotp import HOTP

from tenants import clock, uuid7
from tests.cast import PASSWORD
from tests.routes.town import NEW_PASSWORD, SECRET, House


def body(house: House) -> dict[str, Any]:
    """One form with everything: valid for each route of the product, so that only the door can refuse it."""
    return {
        "id": str(uuid7()), "kind": "firm", "number": f"N-{secrets.token_hex(6)}",
        "company": "Neue Firma", "first_name": "Nele", "last_name": "Neu",
        "salutation": "Frau", "title": "Dr.", "country": "DE", "language": "de", "address_form": "sie",
        "direction": "system",
        "position": "Rat", "email": f"{secrets.token_hex(6)}@example.org", "name": "Umbenannt", "role": "reader",
        "how": "link", "suggestion": NEW_PASSWORD, "password": NEW_PASSWORD, "old_password": PASSWORD,
        "contact": str(house.agency.contact.id), "agency_name": "Neu", "slug": f"neu-{secrets.token_hex(5)}",
        "body": "Neu", "audience": "internal",
        "customer": str(house.agency.customer.id), "status": "done", "earlier": "internal",
        "priority": "high", "text": "Neu", "zug": "rechts", "richtung": "runter",
        "rubric": str(house.agency.things["rubric"]), "opens": "all", "platz": "0", "scope": "all", "order": "name",
        "on": "2026-11-01", "newsletter": "y", "words_seen": house.words_seen,
        "what": "kunden", "table": "excel", "version": "4.0",
        "mode": "fill", "column_0": "company", "encoding": "utf-8", "separator": "semicolon",
        "reason": "Rückfrage am Telefon", "own_password": PASSWORD, "label": "Telefon", "answer": "x",
        "code": HOTP(SECRET).at(int(clock.timestamp()) // 30),
        "wording_subject": "Neu bei {{ agentur }}", "wording_body": "{{ anrede }}, neu: {{ link }}",
        "wording_note": "Neu", "wording_active": "y", "wording_seen": str(house.arguments["wording_seen"]),
        "number_prefix": "K-", "number_digits": "1", "number_next": "1001", "mail_kept_days": "90",
        "smtp_host": "mail.example.org", "smtp_port": "587", "smtp_security": "starttls", "smtp_user": "anna",
        "smtp_password": "Anker lichten", "smtp_address": "buero@agentur.example", "mail_number": "493 027",
        "brand_color": "#2a5b8c", "time_zone": "Europe/Vienna", "portal_languages": "de", "first_language": "de",
    }  # fmt: skip


def foreign_body(house: House) -> dict[str, Any]:
    """The same with another agency's ids wherever an id is sent."""
    agency = house.agency
    return body(house) | {
        "id": str(agency.customer.id), "contact": str(agency.contact.id), "same_person": str(agency.person.id),
        "customer": str(agency.customer.id), "members": str(agency.member.id),
        "project": str(agency.things["project"]), "assignees": str(agency.member.id),
        "person": str(agency.person.id), "groups": str(agency.things["group"]),
        "rubric": str(agency.things["rubric"]),
        "email": agency.person.email,
    }  # fmt: skip
