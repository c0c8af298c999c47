"""Imports in every state, for addresses that take one."""

from __future__ import annotations

from typing import Any

from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.imports.models import CustomerImport, CustomerImportRow
from app.imports.table import survey
from tenants import db, now, uuid7
from tests.cast import Agency

CONTENT = b"Firma;E-Mail\r\nHaus am Deich;haus@example.org\r\n"
STATES = {"start": "checked", "stop": "running", "mapping": "mapping", "read_as": "mapping", "show": "done"}


def imports_of(agency: Agency) -> dict[str, Any]:
    """The ids of imports, each in the state in which its page can be used."""
    found = {f"imports.{page}.import_id": _import(agency, state).id for page, state in STATES.items()}
    agency.things["import"] = found["imports.show.import_id"]
    return found | {"import_id": agency.things["import"]}


def _customer() -> Customer:
    """One whose contact can be invited."""
    customer = Customer.add(company="Haus")
    Contact.add(customer, Person.add(first_name="Hilde", email=f"{uuid7()}@example.org"))
    return customer


def _import(agency: Agency, state: str) -> CustomerImport:
    """One that brought a customer."""
    imported = CustomerImport.begin(uuid7(), "kunden.csv", CONTENT, survey(CONTENT), agency.member.load())
    imported.state, imported.started_at = state, now()
    row = {"import_id": imported.id, "number": 2, "fate": "new", "label": "Haus", "customer_id": _customer().id}
    db.session.add(CustomerImportRow(**row, written_at=now()))
    db.session.flush()
    return imported
