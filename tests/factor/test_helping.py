"""Taking the second factor from somebody who lost the app, and asking for one of those who can change everything."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.audit import AuditEntry, describe
from tenants import current_tenant, db
from tests.factor.conftest import set_up
from tests.factor.test_set_up import begin, code_of, secret_in

SECURITY = "/verwaltung/einstellungen/sicherheit"
SWITCH = "Für Inhaber und Administratoren vorgeschrieben"


def colleague(cast, who="reader"):
    return f"/verwaltung/mitarbeiter/{getattr(cast.a, who).id}"


def oblige(agency):
    with agency.work():
        current_tenant().staff_second_factor = True


def test_an_administrator_resets_a_colleagues(cast, letters):
    phone = set_up(cast.a, cast.a.reader)
    client = cast.a.sign_in("admin").get(colleague(cast)).follow("Zurücksetzen …")
    client.submit("Zurücksetzen")
    assert "Rena Riff meldet sich jetzt wieder mit dem Passwort allein an." in client.text
    assert phone.is_in(phone.knock())
    assert "ausgeschaltet" in letters.to(cast.a.reader.email, cast.a.slug)[-1]["Subject"]
    with cast.a.work():
        entry = db.session.scalar(select(AuditEntry).where(AuditEntry.verb == "staff.second_factor_reset"))
        assert str(describe(entry)) == "Ada Amsel hat die Zwei-Faktor-Anmeldung von Rena Riff zurückgesetzt."


def test_staff_reset_a_contacts(cast, letters):
    phone = set_up(cast.a, cast.a.person)
    client = cast.a.sign_in("member").get(f"/verwaltung/kunden/kontakte/{cast.a.contact.id}").follow("Zurücksetzen …")
    client.submit("Zurücksetzen")
    assert phone.is_in(phone.knock())
    assert "ausgeschaltet" in letters.to(cast.a.person.email, cast.a.slug)[-1]["Subject"]


def test_nothing_is_offered_where_there_is_none(cast):
    client = cast.a.sign_in("owner")
    assert "Zurücksetzen …" not in client.get(colleague(cast)).text
    assert "Zwei-Faktor" not in client.get(f"/verwaltung/kunden/kontakte/{cast.a.contact.id}").text


@pytest.mark.parametrize("who", ["member", "reader"])
def test_who_may_not_manage_colleagues_resets_nothing(cast, who):
    phone = set_up(cast.a, cast.a.admin)
    client = cast.a.sign_in(who)
    path = f"{colleague(cast, 'admin')}/zwei-faktor"
    assert client.get(path).status == 403
    client.get("/verwaltung/profil")
    assert client.post(path).status == 403
    assert not phone.is_in(phone.knock())


def test_readers_reset_no_contacts(cast):
    phone = set_up(cast.a, cast.a.person)
    client = cast.a.sign_in("reader").get("/verwaltung/profil")
    assert client.post(f"/verwaltung/kunden/kontakte/{cast.a.contact.id}/zwei-faktor").status == 403
    assert not phone.is_in(phone.knock())


def test_an_owners_is_an_owners_business(cast):
    phone = set_up(cast.a, cast.a.owner)
    client = cast.a.sign_in("admin").get("/verwaltung/profil")
    assert client.post(f"{colleague(cast, 'owner')}/zwei-faktor").status == 403
    assert not phone.is_in(phone.knock())


def test_ones_own_is_not_reset_without_the_password(cast):
    set_up(cast.a, cast.a.owner)
    client = cast.a.sign_in("owner").get("/verwaltung/profil")
    assert client.post(f"{colleague(cast, 'owner')}/zwei-faktor").status == 409


def test_nothing_of_another_agency_is_reset(cast):
    set_up(cast.a, cast.a.reader), set_up(cast.a, cast.a.person)
    client = cast.b.sign_in("owner").get("/verwaltung/profil")
    assert client.post(f"{colleague(cast)}/zwei-faktor").status == 404
    client.get("/verwaltung/profil")
    assert client.post(f"/verwaltung/kunden/kontakte/{cast.a.contact.id}/zwei-faktor").status == 404


def test_the_agency_obliges_owners_and_administrators(cast):
    client = cast.a.sign_in("owner").get(SECURITY)
    assert "noch nicht eingerichtet" in client.text
    client.submit("Speichern", {SWITCH: True})
    assert client.path == "/verwaltung/profil/zwei-faktor"  # the owner lacks it too
    assert "schreibt die Zwei-Faktor-Anmeldung für Ihre Rolle vor" in client.text
    with cast.a.work():
        assert current_tenant().staff_second_factor
        verbs = db.session.scalars(select(AuditEntry.verb)).all()
    assert "agency.second_factor_obliged" in verbs


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_who_lacks_it_gets_nowhere_else_until_it_is_set_up(cast, who):
    oblige(cast.a)
    client = cast.a.sign_in(who)
    for path in ("/verwaltung/", "/verwaltung/kunden", "/verwaltung/einstellungen/sicherheit", "/verwaltung/profil"):
        assert client.get(path).path == "/verwaltung/profil/zwei-faktor"
    assert client.post("/verwaltung/profil/name", {"first_name": "X", "last_name": "Y"}, follow=False).status == 303
    with cast.a.work():
        assert getattr(cast.a, who).load().first_name != "X"
    begin(client, "/verwaltung/profil/zwei-faktor")
    client.submit("Einschalten", {"Code aus der App": code_of(secret_in(client))}).submit("Ich habe sie aufbewahrt")
    assert client.get("/verwaltung/kunden").path == "/verwaltung/kunden"


def test_who_lacks_it_can_leave(cast):
    oblige(cast.a)
    client = cast.a.sign_in("owner").get("/verwaltung/")
    assert client.submit("Abmelden").path == "/anmelden"


@pytest.mark.parametrize("who", ["member", "reader"])
def test_others_are_not_obliged(cast, who):
    oblige(cast.a)
    assert cast.a.sign_in(who).get("/verwaltung/").path == "/verwaltung/"


def test_one_agency_obliges_nobody_of_another(cast):
    oblige(cast.a)
    assert cast.b.sign_in("owner").get("/verwaltung/").path == "/verwaltung/"


def test_the_duty_ends_when_the_agency_says_so(cast):
    oblige(cast.a)
    set_up(cast.a, cast.a.owner)
    client = cast.a.sign_in("owner").get(SECURITY)
    client.submit("Speichern", {SWITCH: False})
    assert cast.a.sign_in("admin").get("/verwaltung/").path == "/verwaltung/"


def test_only_who_changes_settings_sees_the_page(cast):
    assert cast.a.sign_in("member").get(SECURITY).status == 403
    assert cast.a.visit().get(SECURITY).path.startswith("/anmelden?next=")
