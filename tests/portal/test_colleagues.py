"""The primary contact adds and removes the others of its firm, and learns nothing of anybody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.models import ContactDefault, ContactPermission
from app.audit import AuditEntry
from app.contacts.asked import ContactRequest
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.mail.models import MailSwitch, OutgoingMail
from tenants import current_tenant, db, uuid7

PAGE = "/kunden/ansprechpartner"
NELE = {"Vorname": "Nele", "Nachname": "Neu", "Position": "Werkstatt", "E-Mail-Adresse": "nele@example.org"}
TAKEN = NELE | {"E-Mail-Adresse": "ole@example.org"}


@pytest.fixture
def agency(cast):
    """Agency a, which lets primary contacts manage those of their firm."""
    with cast.a.work():
        current_tenant().customers_manage_contacts = True
    return cast.a


def add(agency, values=NELE):
    return agency.sign_in("person").get(PAGE).submit("Hinzufügen", values)


def contacts_of(agency) -> list[str]:
    with agency.work():
        return [contact.name for contact in Contact.with_persons(agency.customer.load())]


def test_the_page_is_there_where_the_agency_allows_it(agency):
    browser = agency.sign_in("person").get("/kunden/profil").follow("Ansprechpartner")
    assert (browser.path, browser.title) == (PAGE, "Ansprechpartner")
    assert "Anna Muster" in browser.text


def test_without_the_setting_there_is_no_such_page(cast):
    browser = cast.a.sign_in("person")
    assert "Ansprechpartner" not in browser.get("/kunden/profil").text
    assert browser.get(PAGE).status == 404
    assert browser.get("/kunden/profil").post(PAGE, {"last_name": "Neu", "email": "n@example.org"}).status == 404


def test_who_is_not_primary_has_no_such_page(agency):
    with agency.work():
        Contact.add(agency.customer.load(), Person.add(first_name="Ida"), primary=True)
    browser = agency.sign_in("person")
    assert browser.get(PAGE).status == 404
    assert browser.get("/kunden/profil").post(f"{PAGE}/{uuid7()}/entfernen").status == 404


def test_signed_out_it_leads_to_the_sign_in(agency):
    assert agency.visit().get(PAGE).title == "Anmelden"


def test_no_mail_is_promised_while_greeting_and_link_are_switched_off(agency, letters):
    with agency.work():
        for key in ("welcome", "set_password"):
            db.session.add(MailSwitch(key=key))
    browser = add(agency)
    assert "Bitte geben Sie selbst Bescheid: Eine E-Mail geht zurzeit nicht." in browser.text
    letters.to("x")
    with agency.work():
        assert Contact.with_persons(agency.customer.load())[1].person.access.kind == "none"
        assert db.session.scalars(select(OutgoingMail)).all() == []


def test_somebody_new_becomes_contact_and_is_invited(agency, letters):
    browser = add(agency)
    assert "Nele Neu ist hinzugefügt und bekommt eine E-Mail." in browser.text
    link = letters.link("nele@example.org", agency.slug, "/kunden/passwort/")
    assert agency.visit().get(link).title == "Passwort festlegen"
    with agency.work():
        contact = Contact.with_persons(agency.customer.load())[1]
        assert (contact.name, contact.position, contact.primary) == ("Nele Neu", "Werkstatt", False)
        assert contact.person.access.kind == "invited"
        assert db.session.scalars(select(ContactRequest)).all() == []
        told = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "contact.added")).all()
        assert [entry.actor_name for entry in told if entry.object_id == contact.id] == ["Anna Muster"]


def test_nobody_opens_what_is_not_opened_to_itself(agency, letters):
    agency.permit(agency.contact, "files", "newsletter")
    with agency.work():
        ContactDefault.set("permission", ["files", "projects"])
    add(agency)
    letters.to("nele@example.org", agency.slug)
    with agency.work():
        assert ContactPermission.keys(Contact.with_persons(agency.customer.load())[1]) == {"files"}


def test_language_and_form_come_from_the_customer(agency, letters):
    with agency.work():
        agency.customer.load().update(language="en")
    add(agency)
    letters.to("nele@example.org", agency.slug)
    with agency.work():
        assert Person.find_by_email("nele@example.org").language == "en"


class TestTakenAddress:
    def test_the_answer_and_the_page_are_the_same(self, agency, count_queries):
        seen = []
        for address in ("nele@example.org", "ole@example.org", "anna.zwei@example.org"):
            browser = agency.sign_in("person").get(PAGE)
            with count_queries() as statements:
                browser.submit("Hinzufügen", NELE | {"E-Mail-Adresse": address})
            rows = [li.text() for li in browser.page.all("li") if "Nele Neu" in li.text()]
            seen.append((browser.status, rows[-1], len(statements)))
        assert len(set(seen)) == 1

    def test_it_stays_the_same_after_the_worker(self, agency, letters):
        texts = []
        for values in (NELE, TAKEN):
            add(agency, values)
            letters.to("x")
            browser = agency.sign_in("person").get(PAGE)
            (row,) = [li for li in browser.page.all("li") if "Nele Neu" in li.text()]
            texts.append(row.text())
            browser.follow("Entfernen", near="Nele Neu").submit("Entfernen")
            assert "Nele Neu ist kein Ansprechpartner mehr." in browser.text
            assert "Nele Neu" not in browser.get(PAGE).text
        assert texts[0] == texts[1]
        assert contacts_of(agency) == ["Anna Muster"]

    def test_the_order_does_not_tell_it_either(self, agency, letters):
        orders = []
        for first in ("alma@example.org", "ole@example.org"):
            for name, address in (("Alma", first), ("Nele", f"nele.{first}")):
                add(agency, NELE | {"Vorname": name, "E-Mail-Adresse": address})
                letters.to("x")
            browser = agency.sign_in("person").get(PAGE)
            orders.append([li.text()[:2] for li in browser.page.all("li") if " Neu" in li.text()])
            for name in ("Alma", "Nele"):
                browser.get(PAGE).follow("Entfernen", near=f"{name} Neu").submit("Entfernen")
        assert orders[0] == orders[1]

    def test_nobody_is_linked_changed_or_mailed(self, agency, letters):
        add(agency, TAKEN)
        letters.to("x")
        assert contacts_of(agency) == ["Anna Muster"]
        with agency.work():
            person = agency.other_person.load()
            assert (person.name, len(person.contacts)) == ("Ole Brandt", 1)
            assert db.session.scalars(OutgoingMail.about("person", person.id)).all() == []

    def test_the_staff_decide_that_it_is_the_same_person(self, agency, letters):
        add(agency, TAKEN)
        letters.to("x")
        staff = agency.sign_in("member").get(f"/verwaltung/kunden/{agency.customer.id}")
        assert "Anna Muster möchte Nele Neu als Ansprechpartner hinzufügen" in staff.text
        assert "Die Adresse gehört schon Ole Brandt, Café Brandt" in staff.text
        staff.submit("Dieselbe Person hinzufügen")
        assert "Nele Neu ist jetzt Kontakt." in staff.text
        assert contacts_of(agency) == ["Anna Muster", "Ole Brandt"]

    def test_the_staff_decline(self, agency, letters):
        add(agency, TAKEN)
        letters.to("x")
        staff = agency.sign_in("member").get(f"/verwaltung/kunden/{agency.customer.id}").submit("Ablehnen")
        assert "Nele Neu wird nicht hinzugefügt." in staff.text
        assert contacts_of(agency) == ["Anna Muster"]
        assert "Nele Neu" not in agency.sign_in("person").get(PAGE).text

    def test_who_only_reads_decides_nothing(self, agency, letters):
        add(agency, TAKEN)
        letters.to("x")
        with agency.work():
            wish = db.session.scalar(select(ContactRequest.id))
        reader, record = agency.sign_in("reader"), f"/verwaltung/kunden/{agency.customer.id}"
        assert "Ablehnen" not in reader.get(record).text
        for way in ("aufnehmen", "ablehnen"):
            assert reader.get(record).post(f"/verwaltung/kunden/anfragen/{wish}/{way}").status == 403

    def test_who_is_contact_here_already_is_not_made_twice(self, agency, letters):
        with agency.work():
            Contact.add(agency.customer.load(), agency.other_person.load())
        add(agency, TAKEN)
        letters.to("x")
        staff = agency.sign_in("member").get(f"/verwaltung/kunden/{agency.customer.id}")
        assert "Diese Person ist hier schon Kontakt." in staff.submit("Dieselbe Person hinzufügen").text
        assert contacts_of(agency) == ["Anna Muster", "Ole Brandt"]


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ({"Nachname": "Neu"}, "E-Mail-Adresse"),
        ({"E-Mail-Adresse": "nele@example.org"}, "Nachname"),
        (NELE | {"E-Mail-Adresse": "keine"}, "E-Mail-Adresse"),
        (NELE | {"E-Mail-Adresse": "ANNA@example.org"}, "E-Mail-Adresse"),
    ],
    ids=["no address", "no name", "no such address", "one's own"],
)
def test_what_does_not_fit_is_said_and_kept(agency, typed, label):
    browser = add(agency, {"Position": "Werkstatt"} | typed)
    assert (browser.status, list(browser.errors())) == (422, [label])
    assert browser.value("Position") == "Werkstatt"
    with agency.work():
        assert db.session.scalars(select(ContactRequest)).all() == []


def test_the_same_form_twice_asks_once(agency, letters):
    browser = agency.sign_in("person").get(PAGE)
    values = {"id": str(uuid7()), "first_name": "Nele", "last_name": "Neu", "email": "nele@example.org"}
    browser.post(PAGE, values)
    letters.to("x")
    browser.get(PAGE).post(PAGE, values)
    letters.to("x")
    assert browser.status == 200
    assert contacts_of(agency) == ["Anna Muster", "Nele Neu"]
    with agency.work():
        assert db.session.scalars(select(ContactRequest)).all() == []


def test_removing_ends_the_access_of_who_is_contact_nowhere_else(agency, letters):
    add(agency)
    letters.to("x")
    browser = agency.sign_in("person").get(PAGE).follow("Entfernen", near="Nele Neu")
    assert browser.title == "Ansprechpartner entfernen"
    browser.submit("Entfernen")
    assert contacts_of(agency) == ["Anna Muster"]
    with agency.work():
        assert Person.find_by_email("nele@example.org") is None


@pytest.mark.parametrize("shut", ["lock", "revoke"])
def test_whom_the_staff_shut_out_is_not_removed_and_so_let_in_again(agency, letters, shut):
    add(agency)
    letters.to("x")
    with agency.work():
        getattr(Person.find_by_email("nele@example.org"), shut)()
    browser = agency.sign_in("person").get(PAGE).follow("Entfernen", near="Nele Neu").submit("Entfernen")
    assert "Nele Neu können nur wir entfernen." in browser.text
    add(agency)
    letters.to("x")
    assert contacts_of(agency) == ["Anna Muster", "Nele Neu"]
    with agency.work():
        assert Person.find_by_email("nele@example.org").access.kind == ("locked" if shut == "lock" else "none")


def test_one_removes_neither_oneself_nor_others_people(agency, cast):
    browser = agency.sign_in("person")
    for contact in (agency.contact.id, agency.other_contact.id, cast.b.contact.id, uuid7()):
        assert browser.get("/kunden/profil").post(f"{PAGE}/{contact}/entfernen").status == 404
    assert contacts_of(agency) == ["Anna Muster"]


def test_no_address_and_no_access_of_others_is_shown(agency, letters):
    add(agency)
    letters.to("x")
    text = agency.sign_in("person").get(PAGE).text
    assert "nele@example.org" not in text
    assert "eingeladen" not in text


def test_an_address_that_stands_for_a_name_is_not_shown_either(agency):
    with agency.work():
        Contact.add(agency.customer.load(), Person.add(email="nele@example.org"))
    browser = agency.sign_in("person").get(PAGE)
    seen = [browser.text, browser.follow("Entfernen", near="Ohne Namen").text, browser.submit("Entfernen").text]
    assert not any("nele@example.org" in text for text in seen)
    assert contacts_of(agency) == ["Anna Muster"]


def test_where_links_are_switched_off_the_contact_is_greeted_only(agency, letters):
    with agency.work():
        db.session.add(MailSwitch(key="set_password"))
    add(agency)
    letters.to("x")
    with agency.work():
        person = Person.find_by_email("nele@example.org")
        assert person.access.kind == "none"
        assert [mail.key for mail in db.session.scalars(OutgoingMail.about("person", person.id))] == ["welcome"]


def test_a_right_that_was_taken_away_meanwhile_leaves_it_to_the_staff(agency, letters):
    add(agency)
    with agency.work():
        current_tenant().customers_manage_contacts = False
    letters.to("x")
    assert contacts_of(agency) == ["Anna Muster"]
    staff = agency.sign_in("member").get(f"/verwaltung/kunden/{agency.customer.id}").submit("Hinzufügen")
    assert "Nele Neu ist jetzt Kontakt." in staff.text
    with agency.work():
        assert Person.find_by_email("nele@example.org").access.kind == "invited"


@pytest.mark.parametrize("address", ["nele@example.org", "ole@example.org"], ids=["new", "taken"])
def test_nobody_is_mailed_over_and_over(agency, letters, address):
    browser = agency.sign_in("person")
    answers = []
    for _time in range(6):
        answers.append(browser.get(PAGE).submit("Hinzufügen", NELE | {"E-Mail-Adresse": address}).status)
        letters.to("x")
        if answers[-1] == 200:
            browser.get(PAGE).follow("Entfernen", near="Nele Neu").submit("Entfernen")
    assert answers == [200] * 5 + [429]


def test_nobody_invites_without_end(agency):
    browser = agency.sign_in("person")
    answers = []
    for number in range(21):
        values = NELE | {"E-Mail-Adresse": f"nele{number}@example.org"}
        answers.append(browser.get(PAGE).submit("Hinzufügen", values).status)
    assert answers == [200] * 20 + [429]
