"""The pages of an import, from the file to the invitations."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from app.contacts.models import Contact
from app.customers.models import Customer
from app.imports.models import CustomerImport
from app.jobs import jobs
from app.mail.models import MailSwitch, OutgoingMail
from app.mail.registry import get_mail
from tenants import db, uuid7
from tests.imports.conftest import HEAD, table

BASE = "/verwaltung/kunden/import"
ANNA = ("", "Tischlerei Holm", "Hanna", "Holm", "26122", "Oldenburg", "hanna@example.org", "0441 23125100")
WRONG = ("", "Falsch", "", "", "", "", "falsch@", "=1+1")


def send(client, content: bytes, name: str = "kunden.csv", **kwargs):
    client.get(f"{BASE}/neu")
    return client.post(f"{BASE}/neu", {"id": str(uuid7()), "file": (io.BytesIO(content), name)}, **kwargs)


def the_import(office) -> CustomerImport:
    with office.agency.work():
        return db.session.scalars(select(CustomerImport.id).order_by(CustomerImport.created_at.desc())).first()


@pytest.fixture
def member(office):
    return office.agency.sign_in("member")


class TestTheWalk:
    def test_from_the_file_to_the_customers(self, office, member):
        member.get("/verwaltung/kunden/import").follow("CSV importieren")
        send(member, table(ANNA, WRONG))
        assert member.title == "Spalten zuordnen"
        assert member.value("E-Mail") == "email"
        member.submit("Probelauf starten")
        assert "Probelauf: 0 von 2 Zeilen geprüft." in member.text
        assert 'http-equiv="refresh"' in member.html
        office.work("imports.check", the_import(office))
        member.get(member.path)
        assert "Das war ein Probelauf" in member.text
        assert 'http-equiv="refresh"' not in member.html
        count = office.count()
        member.submit("Import starten")
        assert "0 von 2 Zeilen übernommen." in member.text
        office.work("imports.write", the_import(office))
        member.get(member.path)
        assert "Fertig: 1 Kunden angelegt, 0 geändert, 0 unverändert, 0 übersprungen, 1 fehlerhaft." in member.text
        assert office.count() == count + 1
        assert member.get(f"{BASE}").text.count("1 neu, 0 geändert, 1 fehlerhaft") == 1

    def test_the_rows_are_filtered_by_their_fate(self, office, member):
        id = office.run(table(ANNA, WRONG))
        assert "Falsch" in member.get(f"{BASE}/{id}?art=faulty").text
        assert "Tischlerei" not in member.text
        assert "Keine Zeile dieser Art." in member.get(f"{BASE}/{id}?art=same").text
        assert "Tischlerei" in member.get(f"{BASE}/{id}?art=quatsch").text

    def test_the_file_of_faults_holds_the_rows_as_they_were(self, office, member):
        id = office.run(table(ANNA, WRONG))
        answer = member.get(f"{BASE}/{id}/fehler.csv")
        lines = answer.html.split("\r\n")
        assert lines[0] == "\ufeff" + ";".join(f'"{name}"' for name in (*HEAD, "Fehler"))
        assert lines[1].startswith('"";"Falsch";"";"";"";"";"falsch@";"\'=1+1";"')
        assert "Das ist keine E-Mail-Adresse" in lines[1]
        assert lines[2:] == [""]
        assert "kunden Fehler.csv" in answer.headers["Content-Disposition"]

    def test_the_mended_file_of_faults_can_be_imported(self, office, member):
        id = office.run(table(ANNA, WRONG))
        mended = member.get(f"{BASE}/{id}/fehler.csv").html.replace("falsch@", "richtig@example.org")
        again = office.run(mended.replace("'=1+1", "0441 1234").encode())
        assert office.fates(again) == ["new"]

    def test_stop_and_go_on(self, office, member):
        id = office.begin(table(ANNA))
        office.check(id)
        member.get(f"{BASE}/{id}").submit("Import starten")
        member.submit("Anhalten")
        assert "Der Import ist angehalten." in member.text
        office.work("imports.write", id)
        assert office.state(id) == ("stopped", 0, 1)
        member.submit("Fortsetzen")
        office.work("imports.write", id)
        assert office.state(id) == ("done", 1, 1)

    def test_a_dry_run_that_is_stopped_leads_back_to_the_columns(self, office, member):
        id = office.begin(table(ANNA))
        member.get(f"{BASE}/{id}").submit("Probelauf starten")
        member.submit("Anhalten")
        assert member.title == "Spalten zuordnen"

    def test_the_same_form_twice_is_one_import(self, office, member):
        form = {"id": str(uuid7())}
        for _each in range(2):
            member.get(f"{BASE}/neu")
            member.post(f"{BASE}/neu", form | {"file": (io.BytesIO(table(ANNA)), "x.csv")}, follow=False)
            assert member.status == 303
        with office.agency.work():
            assert len(db.session.scalars(select(CustomerImport)).all()) == 1

    def test_a_list_of_many_pages_costs_the_same_queries(self, office, member, count_queries):
        counts = []
        for rows in (3, 60):
            id = office.run(table(*(("", f"Firma {n} {rows}", "", "", "", "", "", "0441 1234") for n in range(rows))))
            with count_queries() as statements:
                member.get(f"{BASE}/{id}")
            counts.append(len(statements))
        assert counts[0] == counts[1]


class TestWhatIsNoTable:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "Die Datei ist leer."),
            (b"\xef\xbb\xbf\r\n \r\n", "Die Datei ist leer."),
            (b"PK\x03\x04" + b"\x00" * 50, "Bitte in Excel als CSV speichern."),
            (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, "Bitte in Excel als CSV speichern."),
            (b"%PDF-1.7\n\x00\x01\x02", "Das ist keine Textdatei."),
            (bytes(range(32)) * 20, "Das ist keine Textdatei."),
            (b"Firma;Ort\r\n", "Die Datei enthält keine Zeile mit Daten."),
            (b"a\r\n" * 200_002, "Auf einmal gehen 200.000."),
            (b"Firma;Ort\r\nHolm;Jever\r\n" + b"\r\n" * 1_100_000, "Auf einmal gehen 200.000."),
            (b"a;" * 200_000 + b"\r\nx", "mehr Spalten als eine Tabelle in Excel."),
            (b"x" * 20_000_001, "Sie darf höchstens 20 MB haben."),
        ],
        ids=["empty", "blank", "xlsx", "xls", "pdf", "binary", "heading only", "too many", "empty lines", "too wide",
             "too large"],
    )  # fmt: skip
    def test_it_is_said(self, member, content, sentence):
        send(member, content)
        assert member.status == 422
        assert sentence in member.errors()["CSV-Datei"]

    def test_signs_that_the_database_does_not_take_are_shown_as_such(self, office, member):
        send(member, b"Fir\0ma;Ort\r\n" + b"Tischlerei\0Holm;Oldenburg\r\n" * 2)
        assert member.status == 200
        assert member.title == "Spalten zuordnen"
        with office.agency.work():
            first = CustomerImport.get(the_import(office)).columns[0]
        assert first == {"name": "Fir\ufffdma", "samples": ["Tischlerei\ufffdHolm"]}

    def test_without_a_file(self, member):
        member.get(f"{BASE}/neu").submit("Hochladen")
        assert member.errors() == {"CSV-Datei": "Bitte wählen Sie eine Datei aus."}


class TestColumns:
    def test_two_columns_for_one_field_are_refused(self, office, member):
        id = office.begin(table(ANNA))
        member.get(f"{BASE}/{id}/spalten").submit("Probelauf starten", {"Ort": "Firma"})
        assert member.status == 422
        assert "kommt schon aus der Spalte „Firma“" in member.errors()["Ort"]

    def test_nothing_to_know_a_customer_by_is_refused(self, office, member):
        id = office.begin(table(("26122",), head=("PLZ",)))
        member.get(f"{BASE}/{id}/spalten").submit("Probelauf starten")
        assert "Bitte ordnen Sie mindestens Firma" in member.text

    def test_the_encoding_can_be_chosen(self, office, member):
        id = office.begin("Firma;Ort\r\nMüller;Köln".encode("cp850"))
        member.get(f"{BASE}/{id}/spalten").submit("Neu lesen", {"Zeichensatz": "DOS (Codepage 850)"})
        assert "Müller" in member.text

    def test_another_separator_and_no_heading(self, office, member):
        id = office.begin(b"Firma,a;Ort,b\r\nx,y;z,1\r\nx,y;z,2")
        member.get(f"{BASE}/{id}/spalten").submit(
            "Neu lesen", {"Trennzeichen": "Komma", "Die erste Zeile enthält Überschriften": False}
        )
        assert "Spalte A" in member.text
        assert "3 Zeilen mit Daten" in member.text

    def test_five_hundred_columns_fit(self, office, member):
        head = ["Firma", *(f"Spalte {number}" for number in range(499))]
        id = office.begin(table(["x"] * 500, head=head))
        member.get(f"{BASE}/{id}/spalten").submit("Probelauf starten")
        assert "Probelauf: 0 von 1" in member.text

    def test_a_running_import_keeps_its_columns(self, office, member):
        id = office.begin(table(ANNA))
        member.get(f"{BASE}/{id}/spalten")
        office.check(id)
        with office.agency.work():
            CustomerImport.get(id).start()
        assert member.submit("Probelauf starten").status == 409


class TestInvitations:
    @pytest.fixture
    def many(self, office):
        rows = [("", f"Firma {n:02}", "Eva", f"E{n:02}", "", "", f"eva{n:02}@example.org", "") for n in range(52)]
        return office.run(table(*rows, ("", "Ohne Adresse", "Max", "Mai", "", "", "", "0441 1234")))

    def mails(self, office) -> list[str]:
        with office.agency.work():
            return sorted(mail.recipient for mail in db.session.scalars(OutgoingMail.newest_first()))

    def do_jobs(self, app):
        from app.mail.worker import run_once

        run_once(app)

    def test_it_is_shown_whom_and_asked(self, office, member, many):
        member.get(f"{BASE}/{many}").follow("Einladungen senden")
        assert "52 Einladungen sind vorgesehen." in member.text
        member.submit("Einladungen senden …")
        assert "52 Personen bekommen eine E-Mail" in member.text
        assert self.mails(office) == []

    def test_who_is_unticked_gets_none(self, app, office, member, many):
        member.get(f"{BASE}/{many}/einladungen")
        first = next(node for node in member.page.all("input") if node["name"] == "contacts")
        name = next(node for node in member.page.all("label") if node["for"] == first["id"]).text()
        member.submit("Merken und weiter zur nächsten Seite", {name: False})
        assert "51 Einladungen sind vorgesehen." in member.text
        member.submit("Einladungen senden …").submit("Jetzt senden")
        assert "51 Einladungen sind unterwegs." in member.text
        with office.agency.work():
            assert db.session.scalar(select(Contact).where(Contact.id == first["value"])).person.invited_at is None
        for job in self.queued(office):
            job()
        assert len(self.mails(office)) == 51 * 1
        member.get(f"{BASE}/{many}/einladungen")
        assert "0 Einladungen sind vorgesehen." in member.text

    def queued(self, office):
        """The deferred invitations, twice each: nobody may get two links."""
        from app.contacts.inviting import to_invite

        with office.agency.work():
            contacts = select(Contact.id).join(Customer, Customer.id == Contact.customer_id)
            contacts = contacts.where(Customer.company.like("Firma %"), Customer.company != "Firma 00")
            persons = [str(id) for id in db.session.scalars(to_invite(contacts))]
            staff = str(office.agency.member.id)

        def job():
            with office.agency.app.app_context():
                jobs["contacts.invite"](office.agency.tenant_id, persons=persons, staff_id=staff)

        return [job, job]

    def test_nothing_leaves_while_links_are_switched_off(self, office, member, many):
        with office.agency.work():
            MailSwitch.switch_off(get_mail("set_password"))
        member.get(f"{BASE}/{many}/einladungen")
        assert "ist nicht aktiv" in member.text
        member.post(f"{BASE}/{many}/einladungen/senden")
        assert "Keine E-Mail versandt" in member.text
        assert self.mails(office) == []


class TestWhoGetsIn:
    PATHS = ("", "/spalten", "/fehler.csv", "/einladungen", "/einladungen/senden")

    def test_another_agency_finds_nothing(self, cast, office):
        id = office.run(table(ANNA))
        stranger = cast.b.sign_in("owner")
        assert [stranger.get(f"{BASE}/{id}{path}").status for path in self.PATHS] == [404] * len(self.PATHS)

    def test_who_only_reads_is_refused(self, office):
        id = office.run(table(ANNA))
        reader = office.agency.sign_in("reader")
        assert [reader.get(f"{BASE}/{id}{path}").status for path in self.PATHS] == [403] * len(self.PATHS)
        assert reader.get(f"{BASE}/neu").status == 403

    def test_signed_out_is_sent_to_the_door(self, office):
        assert office.agency.visit().get(BASE).title == "Anmelden"


class TestForgetting:
    def test_file_and_rows_go_after_thirty_days_and_the_figures_stay(self, office, member, clock):
        id = office.run(table(ANNA, WRONG))
        clock.move(days=29)
        self.forget(office, id)
        assert len(office.rows(id)) == 2
        clock.move(days=2)
        self.forget(office, id)
        assert office.rows(id) == []
        client = office.agency.sign_in("member")
        assert "1 neu, 0 geändert" in client.get(f"{BASE}/{id}").text
        assert client.get(f"{BASE}/{id}/fehler.csv").status == 409

    def forget(self, office, id):
        with office.agency.app.app_context():
            jobs["imports.forget"](office.agency.tenant_id, import_id=str(id))
