"""„Einstellungen“ and the agency's own data."""

import pytest

from app.audit import AuditEntry
from tenants import current_tenant, db

DATA = {
    "Name der Agentur": "Hafenlicht & Söhne",
    "Adresse für Antworten": "Post@Example.org",
    "Impressum": "https://example.org/impressum",
    "Datenschutz": "https://example.org/datenschutz",
}
AGENCY = "/verwaltung/einstellungen/agentur"


def test_settings_show_the_places_that_the_role_may_enter(cast):
    for role, shown in (("admin", True), ("reader", False)):
        client = cast.a.sign_in(role).get("/verwaltung/einstellungen")
        places = [a for a in client.page.all("a") if "cover" in a.classes]
        assert ("Agentur" in [a.text() for a in places]) == shown
        for place in places:
            assert client.get(place["href"]).status == 200


def test_the_data_of_the_agency_can_be_changed(cast):
    client = cast.a.sign_in("admin").get(AGENCY).submit("Speichern", DATA)
    assert client.path == "/verwaltung/einstellungen"
    with cast.a.work():
        tenant = current_tenant()
        assert (tenant.name, tenant.reply_to) == ("Hafenlicht & Söhne", "post@example.org")
        entry = db.session.scalar(AuditEntry.latest().limit(1))
        fields = "Name, Adresse für Antworten, Impressum, Datenschutz"
        assert (entry.verb, entry.details) == ("agency.changed", {"fields": fields})
    with cast.b.work():
        assert current_tenant().name == "Deichblick"
    assert 'href="https://example.org/impressum"' in client.get(AGENCY).html


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "//example.org", "example.org", "https://", "ftp://example.org/x", "https://a b.example",
     "https://example.org:99999/", "http://[::1"],
)  # fmt: skip
def test_only_web_addresses_are_taken_and_what_was_typed_stays(cast, address):
    client = cast.a.sign_in("admin").get(AGENCY).submit("Speichern", DATA | {"Impressum": address})
    assert client.status == 422
    assert "keine Adresse einer Webseite" in client.errors()["Impressum"]
    assert client.value("Impressum") == address
    with cast.a.work():
        assert current_tenant().name == "Hafenlicht"


@pytest.mark.parametrize("role", ["member", "reader"])
def test_without_the_right_403(cast, role):
    client = cast.a.sign_in(role)
    assert client.get(AGENCY).status == 403
    assert client.get("/verwaltung/").post(AGENCY, {"name": "Anders"}).status == 403


def test_signed_out_to_the_sign_in_page(cast):
    for path in (AGENCY, "/verwaltung/einstellungen"):
        assert cast.a.visit().get(path).title == "Anmelden"


def test_pages_without_imprint_say_so(cast):
    for path, word in (("/impressum", "Impressum"), ("/datenschutz", "Datenschutz")):
        client = cast.a.visit().get(path)
        assert client.title == word
        assert "noch kein" in client.text
