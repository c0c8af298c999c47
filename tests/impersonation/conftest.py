"""What tests of „Als Kunde anmelden“ share."""

from __future__ import annotations

import pytest

from tests.cast import Agency, Someone
from tests.client import Client


def enter(client: Client, contact: Someone, reason: str = "Rückfrage am Telefon") -> Client:
    """Let the staff who are signed in to this browser look as the contact."""
    client.get(f"/verwaltung/kunden/kontakte/{contact.id}/als-kunde")
    return client.submit("Portal ansehen", {"Grund": reason})


@pytest.fixture
def look():
    """`look(agency)`: a browser in which the owner looks at the portal as the contact."""

    def begin(agency: Agency, who: str = "owner") -> Client:
        return enter(agency.sign_in(who), agency.contact)

    return begin
