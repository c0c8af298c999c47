"""Address cards: vCard 4.0 (RFC 6350) for telephones and most address books, 3.0 (RFC 2426) for Outlook.

Written by hand, as the libraries for it know version 3.0 only; the format is lines of name, parameters and value.
Internal notes never go onto a card: cards are passed on and land on telephones.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.contacts.models import Contact
from app.customers.choices import country_name
from app.customers.models import Customer

from .reading import Entry

V3, V4 = "3.0", "4.0"
OCTETS = 75
"""A line is folded before it is longer, its end not counted (RFC 6350, 3.2)."""

ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})


def cards(entry: Entry, version: str) -> Iterator[str]:
    """The card of a firm and those of its contacts; a private customer is the card of who it is."""
    customer = entry.customer
    if customer.firm or not entry.contacts:
        yield _customer_card(entry, version)
    for contact in entry.contacts:
        yield contact_card(customer, contact, version)


def contact_card(customer: Customer, contact: Contact, version: str) -> str:
    """The card of a contact: its own numbers; address and website are the customer's."""
    person, private = contact.person, not customer.firm
    lines = _begin(version, "individual", contact.id)
    lines += _names(person.name or customer.name, person)
    if customer.firm:
        lines.append(("ORG", escape(customer.company)))
        lines.append(("TITLE", escape(contact.position)))
    lines += _reached(version, "home" if private else "work", person.email or "", customer)
    numbers = (contact.phone, contact.mobile, "")
    if private:
        numbers = (contact.phone or customer.phone, contact.mobile or customer.mobile, customer.fax)
    lines += _numbers(version, "home" if private else "work", *numbers)
    if version == V4:
        lines.append(("LANG", escape(person.language)))
    return _written(lines)


def _customer_card(entry: Entry, version: str) -> str:
    customer = entry.customer
    lines = _begin(version, "org" if customer.firm else "individual", customer.id)
    if customer.firm:
        lines += [
            ("FN", escape(customer.company)),
            ("N", f"{escape(customer.company)};;;;"),
            ("ORG", escape(customer.company)),
        ]
        if version == V3:
            lines.append(("X-ABSHOWAS", "COMPANY"))
    else:
        lines += _names(customer.name, customer)
    use = "work" if customer.firm else "home"
    lines += _reached(version, use, customer.email, customer)
    lines += _numbers(version, use, customer.phone, customer.mobile, customer.fax)
    lines.append(("CATEGORIES", ",".join(escape(group) for group in entry.groups)))
    return _written(lines)


def escape(text: str) -> str:
    """Text within a value (RFC 6350, 3.4)."""
    return text.translate(ESCAPES)


def fold(line: str) -> str:
    """The line in parts of at most 75 octets, no letter cut apart; every further part begins with a blank."""
    parts, part, room = [], "", OCTETS
    for sign in line:
        if len((part + sign).encode()) > room:
            parts.append(part)
            part, room = "", OCTETS - 1
        part += sign
    return "\r\n ".join([*parts, part])


def _begin(version: str, kind: str, id: object) -> list[tuple[str, str]]:
    lines = [("VERSION", version), ("PRODID", "-//Kontor//DE"), ("UID", f"urn:uuid:{id}")]
    return [*lines, ("KIND", kind)] if version == V4 else lines


def _names(name: str, who: object) -> list[tuple[str, str]]:
    family, given, title = (escape(getattr(who, field)) for field in ("last_name", "first_name", "title"))
    return [("FN", escape(name)), ("N", f"{family};{given};;{title};")]


def _reached(version: str, use: str, email: str, customer: Customer) -> list[tuple[str, str]]:
    """E-mail, postal address and website."""
    kind = "INTERNET" if version == V3 else use
    place = [customer.street, customer.city, "", customer.postcode]
    parts = ["", "", *place, country_name(customer.country)]
    address = ";".join(escape(part) for part in parts) if any(place) else ""
    return [(f"EMAIL;TYPE={kind}", escape(email)), (f"ADR;TYPE={use}", address), ("URL", customer.website)]


def _numbers(version: str, use: str, phone: str, mobile: str, fax: str) -> list[tuple[str, str]]:
    """Telephone numbers: as addresses (RFC 3966) in version 4.0, as text in 3.0."""
    lines = []
    for number, kind in ((phone, "voice"), (mobile, "cell"), (fax, "fax")):
        if number and version == V4 and number.startswith("+"):
            lines.append((f'TEL;VALUE=uri;TYPE="{use},{kind}"', f"tel:{number}"))
        else:
            lines.append((f"TEL;TYPE={use},{kind}", escape(number)))
    return lines


def _written(lines: list[tuple[str, str]]) -> str:
    """The card; what is empty is left out."""
    wanted = [f"{name}:{value}" for name, value in lines if value]
    return "".join(f"{fold(line)}\r\n" for line in ("BEGIN:VCARD", *wanted, "END:VCARD"))
