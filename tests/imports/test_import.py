"""From a file to customers: the fate of every row, in the dry run and in the import."""

from __future__ import annotations

from sqlalchemy import select

from app.access.models import ContactDefault, ContactPermission
from app.audit import AuditEntry
from app.contacts.models import Contact
from app.customers.models import Customer
from app.customers.search import find
from app.groups.models import Group
from app.imports.models import CustomerImport
from app.mail.models import OutgoingMail
from tenants import db
from tests.imports.conftest import HEAD, table

ANNA = ("", "Tischlerei Holm", "Hanna", "Holm", "26122", "Oldenburg", "hanna@example.org", "0441 23125100")


def the(company: str) -> Customer:
    return db.session.scalars(select(Customer).where(Customer.company == company)).one()


def test_a_row_becomes_a_customer_with_its_contact(office):
    with office.agency.work():
        group = db.session.scalars(Group.preselection()).one().id
        ContactDefault.set("permission", ["projects"])
    id = office.run(table(ANNA), groups=[str(group)])
    assert office.rows(id) == [(2, "new", "")]
    assert office.state(id) == ("done", 1, 1)
    with office.agency.work():
        made = the("Tischlerei Holm")
        contact = Contact.primary_of(made)
        assert (made.phone, made.postcode, made.number) == ("+4944123125100", "26122", "K-1003")
        assert (contact.person.name, contact.person.email) == ("Hanna Holm", "hanna@example.org")
        assert ContactPermission.keys(contact) == {"projects"}
        assert [one.id for one in db.session.scalars(Group.of(made))] == [group]
        assert find("customer", "holm 0441", 10).ids == [made.id]
        lines = {entry.verb: entry for entry in db.session.scalars(AuditEntry.about(made))}
        assert lines["customer.created"].details["source"] == "import"
        assert lines["customer.created"].actor_name == "Mika Moor"


def test_nothing_is_sent(office):
    office.run(table(ANNA))
    with office.agency.work():
        assert db.session.scalars(OutgoingMail.newest_first()).all() == []
        assert not Contact.primary_of(the("Tischlerei Holm")).person.has_access


def test_the_same_file_twice_adds_nothing(office):
    rows = [
        ANNA,
        ("", "", "Paul", "Gerlach", "10115", "Berlin", "", "030 23125200"),
        ("4711", "Hof 4", "", "", "", "", "", "030 23125300"),
    ]
    first = office.run(table(*rows))
    count = office.count()
    second = office.run(table(*rows))
    assert (office.fates(first), office.fates(second)) == (["new"] * 3, ["same"] * 3)
    assert office.count() == count


def test_dry_run_and_import_say_the_same(office):
    with office.agency.work():
        office.agency.customer.load().update(number="77", postcode="26122")
    content = table(
        ANNA,
        ("77", "Orgelbau Matthiesen GmbH", "", "", "", "", "", ""),
        ("", "Tischlerei Holm", "", "", "26122", "", "", "0441 1"),
        ("", "", "", "", "", "Emden", "", "0491 23125"),
        ("", "Falsch", "", "", "", "", "falsch@", "abc"),
        ("", "Anna hier", "", "", "", "", "ANNA@example.org", ""),
        ("", "  ", "", "", "", "", "", ""),
        ("1;2",),
    )
    id = office.begin(content)
    office.check(id)
    before = office.rows(id)
    office.start(id)
    assert office.rows(id) == before
    assert [fate for _number, fate, _said in before] == [
        "new", "changed", "skipped", "faulty", "faulty", "skipped", "faulty",
    ]  # fmt: skip
    said = {number: words for number, _fate, words in before}
    assert said[3] == "Firma"
    assert said[4] == "Doppelt mit Zeile 2."
    assert "Bitte geben Sie den Namen an." in said[5]
    assert "E-Mail-Adresse: Das ist keine E-Mail-Adresse" in said[6]
    assert said[7] == "Doppelt mit Zeile 3."
    assert said[9] == "Die Zeile hat 2 Spalten statt 8."


def test_existing_customers_are_completed_or_left(office):
    content = table(("", "Orgelbau Matthiesen", "", "", "", "Jever", "anna@example.org", "030 23125900"))
    with office.agency.work():
        office.agency.customer.load().update(city="Varel")
    assert office.fates(office.run(content, mode="skip")) == ["skipped"]
    assert office.rows(office.run(content, mode="fill")) == [(2, "changed", "Telefon")]
    assert office.rows(office.run(content, mode="overwrite")) == [(2, "changed", "Ort")]
    with office.agency.work():
        changed = office.agency.customer.load()
        assert (changed.city, changed.phone) == ("Jever", "+493023125900")


def test_an_address_that_is_signed_in_with_stays(office):
    with office.agency.work():
        office.agency.customer.load().update(number="77")
    id = office.run(table(("77", "", "Anna", "Muster", "", "", "neu@example.org", "")))
    [(_number, fate, said)] = office.rows(id)
    assert (fate, "bleibt anna@example.org" in said) == ("same", True)


def test_the_address_of_another_customer_is_refused(office):
    with office.agency.work():
        office.agency.customer.load().update(number="77")
    id = office.run(table(("77", "", "Neu", "Neumann", "", "", "ole@example.org", "")))
    [(_number, fate, said)] = office.rows(id)
    assert (fate, said) == ("faulty", "Die E-Mail-Adresse gehört schon Ole Brandt (Café Brandt).")


def test_a_row_without_number_that_fits_several_is_faulty(office):
    with office.agency.work():
        for _each in range(2):
            Customer.add(company="Zwillinge GmbH", postcode="26122", kind="firm")
    id = office.run(table(("", "Zwillinge", "", "", "26122", "", "", "0441 2")))
    [(_number, fate, said)] = office.rows(id)
    assert fate == "faulty"
    assert "Mehrere Kunden passen dazu" in said


def test_rows_with_different_numbers_are_different_customers(office):
    rows = [(number, "Nord GmbH", "", "", "26122", "", "", "0441 3") for number in ("1", "2", "3")]
    assert office.fates(office.run(table(*rows))) == ["new"] * 3
    assert office.fates(office.run(table(*rows, ("4", "Nord GmbH", "", "", "26122", "", "", "0441 3")))) == [
        *["same"] * 3, "new",
    ]  # fmt: skip


def test_words_in_cells_are_read(office):
    head = (*HEAD, "Land", "Sprache", "Sie/Du", "Art", "Mitgliederliste", "Gruppen", "Zuständig", "Notiz")
    row = ("", "", "Ada", "Wong", "", "", "", "+43 1 23125", "Österreich", "english", "Du", "Privat", "ja",
           "Alle Kunden", "mika@example.org", "=1+1")  # fmt: skip
    id = office.run(table(row, head=head))
    assert office.fates(id) == ["new"], office.rows(id)
    with office.agency.work():
        made = db.session.scalars(select(Customer).where(Customer.last_name == "Wong")).one()
        assert (made.country, made.language, made.address_form, made.kind) == ("AT", "en", "du", "private")
        assert (made.in_lists, made.note, made.responsible.name) == (True, "=1+1", "Mika Moor")
        assert len(db.session.scalars(Group.of(made)).all()) == 1


def test_words_that_mean_nothing_are_faults(office):
    head = (*HEAD, "Land", "Gruppen", "Zuständig", "Mitgliederliste")
    row = ("", "Firma", "", "", "", "", "", "030 1", "Narnia", "Gibt es nicht", "fremd@example.org", "vielleicht")
    id = office.begin(table(row, head=head))
    office.check(id)
    [(_number, fate, said)] = office.rows(id)
    assert fate == "faulty"
    for part in ("Narnia", "Die Gruppe „Gibt es nicht“ gibt es nicht.", "keinen Mitarbeiter", "weder ja noch nein"):
        assert part in said


def test_the_oldest_file_goes_when_there_are_too_many(office, monkeypatch):
    monkeypatch.setattr("app.imports.verbs.MOST_KEPT", 3)
    done = office.run(table(ANNA))
    idle = [office.begin(table(ANNA)) for _ in range(3)]
    with office.agency.work():
        gone = [CustomerImport.get(id).forgotten for id in (done, *idle)]
        assert gone == [True, False, False, False]
        assert CustomerImport.get(done).fates["new"] == 1
