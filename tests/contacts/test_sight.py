"""„Was dieser Kontakt sieht“: what stands on the page, and the ways it leads to."""

import pytest

from app.contacts.models import Contact
from app.contacts.persons import Person
from app.groups.models import GroupMembership
from app.mail.models import MailSwitch
from app.mail.registry import get_mail
from tenants import current_tenant, now


def path(contact) -> str:
    return f"/verwaltung/kunden/kontakte/{contact.id}/sieht"


@pytest.fixture
def agency(cast):
    """The contact has everything but Dateien, which nobody permitted."""
    cast.a.permit(cast.a.contact, "projects", notifications=["task_new", "file_new"])
    return cast.a


def part(client, id: str) -> dict[str, str]:
    """The lines of one list: what it is → whether, and why not."""
    (found,) = [node for node in client.page.all("ul") if node["id"] == id]
    said = {}
    for row in found.all("li"):
        title = next(node for node in row.all("span") if "lead" in node.classes).text()
        said[title] = row.text().removeprefix(title).strip()
    return said


def test_the_record_of_a_contact_leads_there(agency):
    client = agency.sign_in("reader").get(f"/verwaltung/kunden/kontakte/{agency.contact.id}")
    client.follow("Was dieser Kontakt sieht")
    assert (client.title, client.path) == ("Was dieser Kontakt sieht", path(agency.contact))
    assert "Kommt ins Portal" in client.text


def test_the_menu_is_that_of_the_portal(agency):
    shown = part(agency.sign_in("reader").get(path(agency.contact)), "im-menue")
    portal = agency.sign_in("person").get("/kunden/")
    menu = next(node for node in portal.page.all("nav") if node["aria-label"] == "Hauptmenü")
    assert list(shown) == [link.text() for link in menu.all("a")] == ["Start", "Projekte", "Aufgaben", "Newsletter"]


def test_what_is_missing_says_why_and_leads_to_where_it_is_mended(agency):
    with agency.work():
        GroupMembership.set(agency.customer.load(), [])
    client = agency.sign_in("admin").get(path(agency.contact))
    missing = part(client, "nicht-im-menue")
    assert missing["Dateien"].startswith("Die Berechtigung fehlt. Berechtigungen ändern")
    assert "Keine Gruppe des Kunden öffnet es. Gruppen ändern · Was Gruppen öffnen" in missing["Dateien"]
    assert "Die Berechtigung fehlt." not in missing["Aufgaben"]
    assert missing["Mitgliederliste"].endswith("Im Portal ist es für alle ausgeschaltet. Einschalten nicht sichtbar")
    ways = {
        "Berechtigungen ändern": f"/verwaltung/kunden/kontakte/{agency.contact.id}/bearbeiten",
        "Gruppen ändern": f"/verwaltung/kunden/{agency.customer.id}/bearbeiten",
        "Was Gruppen öffnen": "/verwaltung/einstellungen/gruppen",
        "Einschalten": "/verwaltung/mitgliederliste",
    }
    for link, target in ways.items():
        assert client.get(path(agency.contact)).follow(link, near="Mitgliederliste").path == target


def test_who_may_not_mend_it_gets_no_link(agency):
    client = agency.sign_in("reader").get(path(agency.contact))
    assert part(client, "nicht-im-menue")["Dateien"] == "Die Berechtigung fehlt. nicht sichtbar"


def test_every_mail_says_whether_it_comes(agency):
    client = agency.sign_in("admin").get(path(agency.contact))
    news = part(client, "e-mails")
    assert news["Neue Aufgabe"] == "Projekte kommt"
    assert "Das Häkchen bei den Benachrichtigungen fehlt." in news["Neues Projekt"]
    assert news["Neue Datei"].startswith("Dateien Die Berechtigung fehlt.")
    assert "wird verschickt" in part(client, "weitere-e-mails")["Passwort vergessen"]


def test_an_inactive_template_keeps_its_mail_back(agency):
    with agency.work():
        for key in ("news", "welcome"):
            MailSwitch.switch_off(get_mail(key))
    client = agency.sign_in("admin").get(path(agency.contact))
    said = "Das E-Mail-Template ist nicht aktiv. Template einschalten kommt nicht"
    assert part(client, "e-mails")["Neue Aufgabe"] == f"Projekte {said}"
    others = part(client, "weitere-e-mails")
    assert others["Neuer Kontakt hinzugefügt / registriert (Begrüßungs-E-Mail)"].endswith(said)
    assert "nicht aktiv" not in others["Lege ein neues Passwort fest"]


DOORS = {
    "revoked": (lambda contact: contact.person.revoke(), "Der Kontakt hat keinen Zugang. Zugang geben"),
    "locked": (lambda contact: contact.person.lock(), "Der Zugang ist gesperrt. Zum Zugang"),
    "without address": (
        lambda contact: contact.person.change_address(None), "Eine E-Mail-Adresse fehlt. Adresse eintragen"
    ),
    "of a locked customer": (lambda contact: contact.customer.lock(), "Der Kunde ist gesperrt. Zum Kunden"),
}  # fmt: skip


@pytest.mark.parametrize("state", DOORS)
def test_who_does_not_get_in_is_told_nothing_new_either(agency, state):
    change, said = DOORS[state]
    with agency.work():
        change(agency.contact.load())
    client = agency.sign_in("admin").get(path(agency.contact))
    assert "Kommt zurzeit nicht ins Portal" in client.text
    assert f"/kunden/{said}" in client.text
    assert {line.split()[-1] for line in part(client, "im-menue").values()} == {"vorbereitet"}
    news = part(client, "e-mails")
    assert all(line.endswith("kommt nicht") for line in news.values())
    assert news["Neue Aufgabe"] == f"Projekte {said.partition('.')[0]}. kommt nicht"


def test_somebody_invited_is_mailed_but_not_let_in_yet(agency):
    with agency.work():
        person = Person.add(first_name="Neu", email="neu@example.org")
        contact = Contact.add(agency.customer.load(), person)
        person.invite()
        id = contact.id
    agency.permit(agency.contact.__class__(Contact, id, "", ""), "projects", notifications=["task_new"])
    client = agency.sign_in("member").get(f"/verwaltung/kunden/kontakte/{id}/sieht")
    assert "Eingeladen, aber noch ohne Passwort. Zum Zugang" in client.text
    assert part(client, "e-mails")["Neue Aufgabe"] == "Projekte kommt"


def test_a_person_at_two_customers_has_a_page_for_each(agency):
    with agency.work():
        Contact.add(agency.other_customer.load(), agency.person.load(), defaults=False)
    client = agency.sign_in("member").get(path(agency.contact)).follow("Auch Kontakt bei Café Brandt")
    assert client.path != path(agency.contact)
    assert "Die Berechtigung fehlt." in part(client, "nicht-im-menue")["Projekte"]


def test_who_must_choose_a_password_first_is_said_so(agency):
    with agency.work():
        agency.person.load().must_change_password = True
    assert "Wählt zuerst ein eigenes Passwort" in agency.sign_in("reader").get(path(agency.contact)).text


def test_the_last_mail_that_bounced_is_mentioned(agency):
    with agency.work():
        agency.person.load().undeliverable_at = now()
    assert "kam nicht an" in agency.sign_in("reader").get(path(agency.contact)).text


def test_it_needs_a_fixed_number_of_queries(agency, count_queries):
    client, counts = agency.sign_in("reader"), []
    for permissions in ([], ["projects", "files"]):
        agency.permit(agency.contact, *permissions, notifications=["task_new"])
        with count_queries() as statements:
            client.get(path(agency.contact))
        counts.append(len(statements))
    assert counts[0] == counts[1] < 25


def test_another_agencys_contact_is_not_there(cast):
    assert cast.a.sign_in("owner").get(path(cast.b.contact)).status == 404


def test_signed_out_to_the_sign_in_page(cast):
    assert cast.a.visit().get(path(cast.a.contact)).title == "Anmelden"


def test_a_page_that_belongs_to_no_section_stands_in_both_menus(agency):
    with agency.work():
        current_tenant().customers_manage_contacts = True
        second = Contact.add(agency.customer.load(), Person.add(last_name="Zweite")).id
    client = agency.sign_in("reader").get(path(agency.contact))
    assert "Ansprechpartner" in part(client, "im-menue")
    assert "Ansprechpartner" in agency.sign_in("person").get("/kunden/").text
    client.get(f"/verwaltung/kunden/kontakte/{second}/sieht")
    assert "Ansprechpartner" not in part(client, "im-menue")
