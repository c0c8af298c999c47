"""„Exportieren“: who may, what of whom, and the file."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select

from app.audit import AuditEntry, describe
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.contacts.registration import add_customer
from app.customers.models import Customer
from app.exports.columns import contact_rows, customer_rows
from app.exports.reading import BATCH, Packed, entries
from app.exports.vcard import cards
from app.groups.models import Group, GroupMembership
from tenants import db, uuid7

EXPORT = "/verwaltung/kunden/export"
TABLE = {"what": "kunden", "table": "excel", "version": "4.0"}


def take(client, address: str = EXPORT, **choices):
    """The answer to „Herunterladen“."""
    return client.get(address).post(address, TABLE | choices)


def rows(client, separator: str = ";") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.html.removeprefix("\ufeff"), newline=""), delimiter=separator))


def told(agency) -> list[str]:
    """What the log says of exports, the latest first."""
    with agency.work():
        return [describe(entry) for entry in db.session.scalars(AuditEntry.latest()) if "export" in entry.verb]


class TestWhoGetsIn:
    @pytest.mark.parametrize("who", ["owner", "admin"])
    def test_who_runs_the_agency_exports(self, cast, who):
        client = cast.a.sign_in(who)
        assert client.get(EXPORT).title == "Exportieren"
        assert take(client).status == 200

    @pytest.mark.parametrize("who", ["member", "reader"])
    def test_others_may_not(self, cast, who):
        client = cast.a.sign_in(who)
        assert client.get(EXPORT).status == 403
        assert client.get("/verwaltung/kunden").post(EXPORT, TABLE).status == 403

    def test_the_signed_out_are_sent_to_sign_in(self, cast):
        assert cast.a.visit().get(EXPORT, follow=False).location.startswith("/anmelden")

    @pytest.mark.parametrize("name", ["kunde", "kontakt"])
    def test_what_is_another_agencys_is_404(self, cast, name):
        theirs = {"kunde": cast.b.customer.id, "kontakt": cast.b.contact.id}[name]
        client = cast.a.sign_in("owner")
        assert client.get(f"{EXPORT}?{name}={theirs}").status == 404
        assert client.get(EXPORT).post(f"{EXPORT}?{name}={theirs}", TABLE).status == 404

    @pytest.mark.parametrize("name", ["kunde", "kontakt"])
    def test_what_is_no_id_is_404(self, cast, name):
        assert cast.a.sign_in("owner").get(f"{EXPORT}?{name}=x").status == 404

    def test_ticked_ids_of_another_agency_are_nobody(self, cast):
        address = f"{EXPORT}?kunde={cast.b.customer.id}&kunde={cast.b.other_customer.id}"
        assert rows(take(cast.a.sign_in("owner"), address)) == []


class TestTheTable:
    def test_it_has_a_line_for_each_customer_with_the_primary_contact(self, cast):
        with cast.a.work():
            customer = cast.a.customer.load()
            customer.update(phone="+493023125100", mobile="+4366412345678", country="DE", note="Zahlt pünktlich")
            GroupMembership.set(customer, db.session.scalars(select(Group)).all())
        found = {row["Firma"]: row for row in rows(take(cast.a.sign_in("owner")))}
        assert found.keys() == {"Orgelbau Matthiesen", "Café Brandt"}
        row = found["Orgelbau Matthiesen"]
        assert (row["Anrede"], row["Titel"], row["Vorname"], row["Nachname"]) == ("Frau", "Dr.", "Anna", "Muster")
        assert (row["Art des Kunden"], row["Land"], row["Sprache"]) == ("Firma", "Deutschland", "Deutsch")
        assert (row["Telefon"], row["Mobil"]) == ("030 23125100", "(+43) 664 12345678")
        assert (row["Gruppen"], row["Notiz"]) == ("Alle Kunden", "Zahlt pünktlich")
        assert (row["E-Mail-Adresse"], row["Position"]) == ("anna@example.org", "Geschäftsführung")

    def test_a_private_customer_has_its_own_name(self, cast):
        with cast.a.work():
            Customer.add(kind="private", first_name="Paul", last_name="Gerlach", title="Dr.")
        row = next(row for row in rows(take(cast.a.sign_in("owner"))) if row["Nachname"] == "Gerlach")
        assert (row["Art des Kunden"], row["Titel"], row["Vorname"]) == ("Privatperson", "Dr.", "Paul")

    def test_excel_gets_semicolons_utf_8_with_its_mark_and_its_line_ends(self, cast):
        client = take(cast.a.sign_in("owner"))
        body = client.response.get_data()
        assert body.startswith(b'\xef\xbb\xbf"Kundennummer";"Art des Kunden"')
        assert body.endswith(b'"\r\n')
        assert client.headers["Content-Type"] == "text/csv; charset=utf-8"

    def test_other_programs_get_commas_and_no_mark(self, cast):
        client = take(cast.a.sign_in("owner"), table="einfach")
        assert client.response.get_data().startswith(b'"Kundennummer","Art des Kunden"')
        assert len(rows(client, ",")) == 2

    def test_it_is_a_download_named_after_the_day(self, cast):
        disposition = take(cast.a.sign_in("owner")).headers["Content-Disposition"]
        assert disposition.startswith('attachment; filename="Kunden 20')
        assert disposition.endswith(".csv")

    def test_contacts_have_a_line_each(self, cast):
        with cast.a.work():
            person = Person.add(first_name="Jo", last_name="Jung", email="jo@example.org")
            Contact.add(cast.a.customer.load(), person, phone="+493023125101")
        found = rows(take(cast.a.sign_in("owner"), what="kontakte"))
        assert [(row["Kunde"], row["Nachname"], row["Haupt-Ansprechpartner"]) for row in found] == [
            ("Café Brandt", "Brandt", "ja"),
            ("Orgelbau Matthiesen", "Muster", "ja"),
            ("Orgelbau Matthiesen", "Jung", "nein"),
        ]
        assert found[2]["Telefon"] == "030 23125101"

    def test_no_cell_is_a_formula(self, cast):
        evil = {
            "company": "=HYPERLINK(1)",
            "street": "+1",
            "postcode": "-1",
            "city": "@x",
            "note": "a\n=1",
            "website": "",
        }
        with cast.a.work():
            cast.a.customer.load().update(**evil, phone="+493023125100")
        body = take(cast.a.sign_in("owner")).html
        cells = [cell for row in csv.reader(io.StringIO(body), delimiter=";") for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert "'=HYPERLINK(1)" in cells


class TestWhatIsTaken:
    def test_all_customers_unless_something_else_is_asked_for(self, cast):
        client = cast.a.sign_in("owner")
        assert "2 Kunden: alle, die es gibt" in client.get(EXPORT).text
        assert len(rows(take(client))) == 2

    def test_the_search_of_the_list_narrows_it(self, cast):
        client = cast.a.sign_in("owner")
        assert "1 Kunde, so wie die Liste gefiltert ist" in client.get(f"{EXPORT}?q=orgelbau").text
        assert [row["Firma"] for row in rows(take(client, f"{EXPORT}?q=orgelbau"))] == ["Orgelbau Matthiesen"]

    def test_the_filters_and_the_order_of_the_list_hold(self, cast):
        with cast.a.work():
            cast.a.other_customer.load().lock()
        client = cast.a.sign_in("owner")
        assert [row["Firma"] for row in rows(take(client, f"{EXPORT}?kunden=gesperrt"))] == ["Café Brandt"]
        assert rows(take(client, f"{EXPORT}?sortierung=-name"))[0]["Firma"] == "Orgelbau Matthiesen"

    def test_ticked_customers(self, cast):
        with cast.a.work():
            third = Customer.add(kind="firm", company="Zimmerei Anker").id
        client, address = cast.a.sign_in("owner"), f"{EXPORT}?kunde={third}&kunde={cast.a.customer.id}"
        assert "2 ausgewählte Kunden" in client.get(address).text
        form = next(node for node in client.page.all("form") if node["method"] == "post" and "export" in node["action"])
        assert [row["Firma"] for row in rows(take(client, form["action"]))] == ["Orgelbau Matthiesen", "Zimmerei Anker"]

    def test_one_customer(self, cast):
        client = take(cast.a.sign_in("owner"), f"{EXPORT}?kunde={cast.a.customer.id}", what="karten")
        assert 'filename="Orgelbau Matthiesen.vcf"' in client.headers["Content-Disposition"]
        assert client.html.count("BEGIN:VCARD") == 2

    def test_one_contact_is_a_card_or_a_line(self, cast):
        client, address = cast.a.sign_in("owner"), f"{EXPORT}?kontakt={cast.a.contact.id}"
        assert "Kunden als Tabelle" not in client.get(address).text
        assert take(client, address, what="karten").html.count("BEGIN:VCARD") == 1
        assert len(rows(take(client, address, what="kontakte"))) == 1
        assert take(client, address, what="kunden").status == 422

    def test_what_was_not_offered_is_refused(self, cast):
        assert take(cast.a.sign_in("owner"), what="alles").status == 422


class TestTheLog:
    def test_it_says_who_took_how_many(self, cast):
        take(cast.a.sign_in("owner"))
        assert told(cast.a) == ["Olga Ohm hat 2 Kunden exportiert."]

    def test_it_names_the_one_customer_and_contact(self, cast):
        client = cast.a.sign_in("admin")
        take(client, f"{EXPORT}?kunde={cast.a.customer.id}")
        take(client, f"{EXPORT}?kontakt={cast.a.contact.id}", what="karten")
        assert told(cast.a) == [
            "Ada Amsel hat die Daten von Anna Muster exportiert.",
            "Ada Amsel hat die Daten von Orgelbau Matthiesen exportiert.",
        ]

    def test_looking_at_the_page_is_no_export(self, cast):
        cast.a.sign_in("owner").get(EXPORT)
        assert told(cast.a) == []


class TestManyCustomers:
    def test_a_batch_is_read_with_the_same_few_questions_however_many_they_are(self, cast, count_queries):
        asked = []
        with cast.a.work():
            for _round in range(2):
                ids = list(db.session.scalars(Customer.listed().with_only_columns(Customer.id)))
                db.session.expire_all()
                with count_queries() as statements:
                    for entry in entries(ids):
                        list(customer_rows(entry)), list(contact_rows(entry)), list(cards(entry, "4.0"))
                asked.append(len(statements))
                for number in range(20):
                    add_customer(uuid7(), {"company": f"Werft {number}"}, {"last_name": f"Jung {number}"})
        assert asked[1] <= asked[0] <= 4

    def test_a_file_of_many_batches_is_whole_and_in_order(self):
        ids = [uuid7() for _number in range(2 * BATCH + 7)]
        batches = list(Packed(b"".join(id.bytes for id in ids)).batches())
        assert [len(batch) for batch in batches] == [BATCH, BATCH, 7]
        assert [id for batch in batches for id in batch] == ids

    def test_the_file_is_written_after_the_request_has_let_go_of_the_database(self, cast, app):
        client = cast.a.sign_in("owner").get(EXPORT)
        token = next(node["value"] for node in client.page.all("input") if node["name"] == "csrf_token")
        answer = client.http.post(EXPORT, data=TABLE | {"csrf_token": token}, base_url=client.base, buffered=False)
        parts = iter(answer.response)
        assert next(parts)
        with app.app_context():
            assert db.engine.pool.checkedout() == 0
        assert b"Orgelbau" in b"".join(parts)
