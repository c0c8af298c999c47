"""„Als Kunde anmelden“: who may, what is seen, how it ends."""

import pytest
from sqlalchemy import select

from app.audit import AuditEntry, describe
from app.contacts.models import Contact
from app.impersonation.models import Impersonation
from app.staff.roles import Role
from tenants import db
from tests.impersonation.conftest import enter

BAND = "Sie sehen das Portal als Anna Muster"


def path(contact):
    return f"/verwaltung/kunden/kontakte/{contact.id}/als-kunde"


def test_staff_see_the_portal_as_the_contact_sees_it(cast, look):
    cast.a.permit(cast.a.contact, "projects")
    client = look(cast.a)
    assert client.path == "/kunden/"
    assert BAND in client.text
    assert "Noch 30 Minuten" in client.text
    own = cast.a.sign_in("person").get("/kunden/")
    assert [node.text() for node in own.page.all("nav")] == [node.text() for node in client.page.all("nav")]
    assert BAND not in own.text
    assert BAND in client.get("/kunden/gibt-es-nicht").text


def test_the_record_leads_there_and_back(cast):
    client = cast.a.sign_in("admin").get(f"/verwaltung/kunden/kontakte/{cast.a.contact.id}")
    client.follow("Als Kunde anmelden").submit("Portal ansehen", {"Grund": "Rückfrage"})
    assert client.path == "/kunden/"
    client.submit("Beenden")
    assert client.path == f"/verwaltung/kunden/kontakte/{cast.a.contact.id}"
    assert "hat das Portal als Anna Muster angesehen. Grund: Rückfrage" in client.text
    assert client.get("/kunden/profil").title == "Anmelden"


@pytest.mark.parametrize("who", ["member", "reader"])
def test_without_the_right_nobody_enters(cast, who):
    client = cast.a.sign_in(who)
    assert client.get(path(cast.a.contact)).status == 403
    assert "Als Kunde anmelden" not in client.get(f"/verwaltung/kunden/kontakte/{cast.a.contact.id}").text


def test_signed_out_the_page_leads_to_the_sign_in(cast):
    assert cast.a.visit().get(path(cast.a.contact)).title == "Anmelden"


def test_contacts_of_another_agency_are_not_there(cast):
    assert cast.a.sign_in("owner").get(path(cast.b.contact)).status == 404


def test_a_reason_is_asked_for(cast):
    client = cast.a.sign_in("owner").get(path(cast.a.contact)).submit("Portal ansehen", {"Grund": ""})
    assert client.status == 422
    assert list(client.errors()) == ["Grund"]
    assert client.get("/kunden/profil").title == "Anmelden"


@pytest.mark.parametrize("shut", ["lock", "revoke"])
def test_who_does_not_get_in_is_not_looked_at(cast, look, shut):
    client = look(cast.a)
    with cast.a.work():
        getattr(cast.a.person.load(), shut)()
    assert client.get("/kunden/profil").title == "Anmelden"
    assert client.get(path(cast.a.contact)).status == 409


def test_a_locked_customer_is_not_looked_at(cast, look):
    client = look(cast.a)
    with cast.a.work():
        cast.a.customer.load().lock()
    assert client.get("/kunden/").title == "Anmelden"
    assert client.get(path(cast.a.contact)).status == 409


def test_the_same_form_twice_begins_once(cast):
    client = cast.a.sign_in("owner").get(path(cast.a.contact))
    sent = {"reason": "Rückfrage", "id": next(n["value"] for n in client.page.all("input") if n["name"] == "id")}
    assert client.post(path(cast.a.contact), sent).path == "/kunden/"
    client.get(path(cast.a.contact))
    assert client.post(path(cast.a.contact), sent).path == "/kunden/"
    client.submit("Beenden").get(path(cast.a.contact))
    assert client.post(path(cast.a.contact), sent).path == f"/verwaltung/kunden/kontakte/{cast.a.contact.id}"
    assert "Die Ansicht als Kunde ist zu Ende." in client.text
    with cast.a.work():
        assert len(db.session.scalars(Impersonation.of(cast.a.person.id)).all()) == 1


def test_it_ends_after_half_an_hour_and_says_so(cast, look, clock):
    client = look(cast.a)
    clock.move(minutes=29, seconds=30)
    assert "Noch eine Minute" in client.get("/kunden/profil").text
    clock.move(seconds=30)
    client.get("/kunden/profil")
    assert client.path == f"/verwaltung/kunden/kontakte/{cast.a.contact.id}"
    assert "Die Ansicht als Kunde ist zu Ende." in client.text
    assert client.get("/kunden/profil").title == "Anmelden"


@pytest.mark.parametrize("loss", ["deactivated", "demoted", "signed out everywhere", "new password"])
def test_it_ends_with_the_right_to_it(cast, look, loss):
    client = look(cast.a, "admin")
    assert client.get("/kunden/").status == 200
    with cast.a.work():
        admin = cast.a.admin.load()
        match loss:
            case "deactivated":
                admin.deactivate()
            case "demoted":
                admin.change_role(Role.MEMBER)
            case "new password":
                admin.set_password("Tonne-Priel-Kanal-Anker47")
            case _:
                admin.sign_out_everywhere()
    client.get("/kunden/")
    assert BAND not in client.text
    assert "Orgelbau" not in client.text or client.path.startswith("/verwaltung/")
    assert client.get("/kunden/profil").title == "Anmelden"


def test_it_ends_when_the_staff_sign_out(cast, look):
    client = look(cast.a)
    client.get("/verwaltung/").submit("Abmelden")
    assert client.get("/kunden/").title == "Anmelden"


def test_the_cookie_alone_opens_nothing(cast, look):
    """Without the sign-in of the staff in the same browser the portal stays shut."""
    thief = cast.a.visit()
    cookie = look(cast.a).http.get_cookie("__Host-kontor-portal", domain=cast.a.host)
    thief.http.set_cookie("__Host-kontor-portal", cookie.value, domain=cast.a.host, path="/")
    assert "Anna" not in thief.get("/kunden/profil").text
    other = cast.a.sign_in("admin")
    other.http.set_cookie("__Host-kontor-portal", cookie.value, domain=cast.a.host, path="/")
    other.get("/kunden/profil")
    assert BAND not in other.text
    assert other.path.startswith("/verwaltung/")


def test_who_looks_as_the_next_one_looks_no_longer_as_the_first(cast, look):
    client = look(cast.a)
    first = client.http.get_cookie("__Host-kontor-portal", domain=cast.a.host).value
    enter(client, cast.a.other_contact)
    assert "Sie sehen das Portal als Ole Brandt" in client.text
    client.http.set_cookie("__Host-kontor-portal", first, domain=cast.a.host, path="/")
    assert client.get("/kunden/profil").title == "Anmelden"


def test_staff_look_at_one_customer_of_the_person(cast, look):
    with cast.a.work():
        second = Contact.add(cast.a.other_customer.load(), cast.a.person.load()).id
    client = look(cast.a)
    assert "Orgelbau Matthiesen" in client.text
    assert "Café Brandt" not in client.text
    assert client.post("/kunden/kunde", {"contact": str(second)}).status == 403
    assert "Café Brandt" not in client.get("/kunden/profil/benachrichtigungen").text


def test_the_customer_chosen_for_oneself_is_not_looked_at(cast):
    """The browser's own session is the staff's: what was chosen there belongs to their own use of the portal."""
    with cast.a.work():
        Contact.add(cast.a.other_customer.load(), cast.a.person.load())
    client = cast.a.sign_in("person").get("/kunden/").submit("Wechseln", near="Café Brandt")
    with_staff = cast.a.sign_in("owner")
    own = with_staff.http.get_cookie("__Host-kontor-staff", domain=cast.a.host).value
    client.http.set_cookie("__Host-kontor-staff", own, domain=cast.a.host, path="/")
    enter(client, cast.a.contact)
    assert "Orgelbau Matthiesen, " in client.text


def test_the_person_stays_signed_in_and_is_not_said_to_have_been_there(cast, look):
    own = cast.a.sign_in("person")
    look(cast.a)
    assert own.get("/kunden/profil").title == "Mein Profil"
    assert own.get("/kunden/profil/anmeldungen").text.count("Testbrowser") == 1
    with cast.a.work():
        assert cast.a.person.load().last_sign_in_at is None


def test_the_log_names_the_staff(cast, look):
    look(cast.a).submit("Beenden")
    with cast.a.work():
        lines = db.session.scalars(select(AuditEntry).where(AuditEntry.verb.like("contact.%")).order_by(AuditEntry.at))
        told = [(line.actor_kind, describe(line)) for line in lines if line.verb in ("contact.entered", "contact.left")]
    assert told == [
        ("staff", "Olga Ohm hat das Portal als Anna Muster angesehen. Grund: Rückfrage am Telefon"),
        ("staff", "Olga Ohm hat die Ansicht als Anna Muster beendet."),
    ]


def test_ending_what_never_began_leads_to_the_start(cast):
    client = cast.a.sign_in("person").get("/kunden/")
    assert client.post("/kunden/als-kunde/beenden").path == "/kunden/"


def test_the_person_sees_who_looked_when_and_why(cast, look, clock):
    own = cast.a.sign_in("person").get("/kunden/profil/zugriffe")
    assert "Bisher hat niemand von Hafenlicht das Portal wie Sie gesehen." in own.text
    client = look(cast.a)
    assert "Olga Ohm Rückfrage am Telefon" in own.get("/kunden/profil/zugriffe").text
    assert "gerade jetzt" in own.text
    clock.move(minutes=3, seconds=10)
    client.get("/kunden/").submit("Beenden")
    assert "4 Minuten lang" in own.get("/kunden/profil/zugriffe").text
    assert "Olga" not in cast.a.sign_in("other_person").get("/kunden/profil/zugriffe").text
    assert "Olga" not in cast.b.sign_in("person").get("/kunden/profil/zugriffe").text


def test_the_person_ends_it_with_everything_else(cast, look):
    client = look(cast.a)
    cast.a.sign_in("person").get("/kunden/profil/anmeldungen").submit("Überall abmelden")
    assert client.get("/kunden/profil").title == "Anmelden"


def test_the_mark_speaks_to_the_staff_and_the_page_to_the_person(cast):
    with cast.a.work():
        cast.a.person.load().update(language="ar")
        cast.a.owner.load().language = "en"
    client = look_in_english(cast.a)
    assert (client.page.all("html")[0]["lang"], client.page.all("html")[0]["dir"]) == ("ar", "rtl")
    (mark,) = client.page.all("aside")
    assert (mark["lang"], mark["dir"]) == ("en", "ltr")
    assert "You are viewing the portal as Anna Muster 30 minutes left Stop" in mark.text()
    client.get("/kunden/profil/passwort")
    assert (client.page.all("html")[0]["lang"], client.page.all("html")[0]["dir"]) == ("en", "ltr")
    assert client.title == "For viewing only"


def look_in_english(agency):
    client = agency.sign_in("owner").get(path(agency.contact))
    return client.submit("View portal", {"Reason": "A question on the phone"})
