"""The customer form beyond name and address: what is internal, the next customer, what looks odd."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.audit import AuditEntry
from app.customers.models import Customer
from app.customers.postcodes import remark_on
from app.groups.models import Group
from tenants import db, now

NEW = "/verwaltung/kunden/neu"
WERFT = {"Firma": "Werft", "Telefon": "030 23125 1"}


def edit(agency) -> str:
    return f"/verwaltung/kunden/{agency.customer.id}/bearbeiten"


def made(company: str = "Werft") -> Customer:
    return db.session.scalars(select(Customer).filter_by(company=company)).one()


class TestInternal:
    def test_who_creates_is_responsible_and_nobody_is_in_lists(self, cast):
        client = cast.a.sign_in("member").get(NEW).submit("Speichern", WERFT | {"Notiz": "Ruft gern\nabends an."})
        assert client.title == "Werft"
        with cast.a.work():
            customer = made()
            assert (customer.responsible.name, customer.note) == ("Mika Moor", "Ruft gern\nabends an.")
            assert customer.in_lists is False

    def test_all_of_it_can_be_chosen_and_changed(self, cast):
        values = {
            "Zuständig": "Olga Ohm",
            "In Mitgliederlisten auf der Website zeigen": "Ja",
            "Kundennummer": " kd  7 ",
        }
        cast.a.sign_in("member").get(NEW).submit("Speichern", WERFT | values)
        with cast.a.work():
            customer = made()
            assert (customer.responsible.name, customer.in_lists, customer.number) == ("Olga Ohm", True, "KD 7")
            path = f"/verwaltung/kunden/{customer.id}/bearbeiten"
        client = cast.a.sign_in("member").get(path)
        assert client.value("Kundennummer") == "KD 7"
        values = {"Zuständig": "niemand", "In Mitgliederlisten auf der Website zeigen": "Nein", "Kundennummer": "KD 8"}
        client.submit("Speichern", values)
        with cast.a.work():
            customer = made()
            assert (customer.responsible, customer.in_lists, customer.number) == (None, False, "KD 8")
            fields = db.session.scalars(select(AuditEntry.details).filter_by(verb="customer.changed")).all()[-1]
            assert fields == {"fields": ["in_lists", "number", "responsible_id"]}

    def test_somebody_who_left_stays_where_chosen_and_is_not_offered(self, cast):
        with cast.a.work():
            cast.a.customer.load().update(responsible_id=cast.a.admin.id)
            cast.a.admin.load().deactivated_at = now()
        client = cast.a.sign_in("member")
        assert "Ada Amsel" not in client.get(NEW).html
        client.get(edit(cast.a)).submit("Speichern", {"Ort": "Kiel"})
        with cast.a.work():
            assert cast.a.customer.load().responsible_id == cast.a.admin.id

    def test_another_agencys_colleague_cannot_be_chosen(self, cast):
        client = cast.a.sign_in("member").get(NEW)
        values = {"kind": "firm", "company": "Werft", "phone": "030 23125 1", "country": "DE", "language": "de",
                  "address_form": "sie", "responsible_id": str(cast.b.member.id)}  # fmt: skip
        assert client.post(NEW, values).status == 422

    def test_the_customer_never_sees_it(self, cast):
        with cast.a.work():
            cast.a.customer.load().update(note="Zahlt schleppend")
        client = cast.a.sign_in("person")
        for path in ("/kunden/", "/kunden/profil"):
            assert "schleppend" not in client.get(path).html

    def test_who_took_itself_out_of_the_lists_is_named_so(self, cast):
        with cast.a.work():
            cast.a.customer.load().withdrawn_at = now()
        client = cast.a.sign_in("member").get(edit(cast.a))
        assert "Im Portal zurückgezogen am" in client.text


class TestNumber:
    def test_the_next_free_one_is_suggested_and_not_used_up(self, cast):
        client = cast.a.sign_in("member")
        suggested = client.get(NEW).value("Kundennummer")
        assert client.get(NEW).value("Kundennummer") == suggested
        client.submit("Speichern", WERFT)
        assert f"Kundennummer {suggested}." in client.text

    def test_two_forms_with_one_suggestion_get_two_numbers(self, cast):
        first, second = (cast.a.sign_in(who).get(NEW) for who in ("member", "owner"))
        suggested = first.value("Kundennummer")
        assert second.value("Kundennummer") == suggested
        first.submit("Speichern", WERFT)
        second.submit("Speichern", {"Firma": "Mole", "Telefon": "030 23125 2"})
        assert second.title == "Mole"
        with cast.a.work():
            assert made().number == suggested != made("Mole").number

    def test_an_empty_number_is_given(self, cast):
        cast.a.sign_in("member").get(NEW).submit("Speichern", WERFT | {"Kundennummer": " "})
        with cast.a.work():
            assert made().number.startswith("K-")

    @pytest.mark.parametrize("page", ["new", "edit"])
    def test_a_taken_one_is_refused_beside_the_field(self, cast, page):
        path = NEW if page == "new" else edit(cast.a)
        with cast.a.work():
            number = cast.a.other_customer.load().number
        client = cast.a.sign_in("member").get(path)
        client.submit("Speichern", WERFT | {"Kundennummer": number.lower()})
        assert client.status == 422
        assert "Diese Nummer hat schon Café Brandt. Frei ist K-" in client.errors()["Kundennummer"]
        assert client.value("Kundennummer") == number.lower()
        with cast.a.work():
            assert db.session.scalars(select(Customer).filter_by(company="Werft")).all() == []

    def test_another_agencys_number_is_free(self, cast):
        with cast.b.work():
            Customer.add(company="Geheimwerft", number="X-1")
        cast.a.sign_in("member").get(NEW).submit("Speichern", WERFT | {"Kundennummer": "x-1"})
        with cast.a.work():
            assert made().number == "X-1"

    def test_changing_needs_a_number(self, cast):
        client = cast.a.sign_in("member").get(edit(cast.a)).submit("Speichern", {"Kundennummer": " "})
        assert list(client.errors()) == ["Kundennummer"]


class TestAnother:
    def test_saving_goes_on_with_the_next_and_keeps_what_it_is_likely_to_share(self, cast):
        client = cast.a.sign_in("member").get(NEW)
        values = {"Land": "Österreich", "Sprache": "Englisch", "Zuständig": "Olga Ohm", "Kunden": [], "Ort": "Wien"}
        client.submit("Speichern und nächster", WERFT | values)
        assert client.title == "Neuen Kunden anlegen"
        assert "Werft angelegt, Kundennummer K-" in client.text
        assert {node["value"] for node in client.page.all("input")} & {"Werft", "Wien"} == set()
        client.submit("Speichern", {"Firma": "Mole", "Fax": "01 23125"})
        with cast.a.work():
            customer = made("Mole")
            assert (customer.country, customer.language, customer.responsible.name) == ("AT", "en", "Olga Ohm")
            assert customer.fax == "+43123125"
            assert db.session.scalars(Group.of(customer)).all() == []

    @pytest.mark.parametrize("id", ["x", "", "00000000-0000-7000-8000-000000000000"])
    def test_nonsense_begins_with_an_empty_form(self, cast, id):
        assert cast.a.sign_in("member").get(f"{NEW}?wie={id}").status == 200

    def test_another_agencys_customer_is_no_example(self, cast):
        with cast.b.work():
            cast.b.customer.load().update(country="CH")
        client = cast.a.sign_in("member").get(f"{NEW}?wie={cast.b.customer.id}")
        chosen = {node["value"] for node in client.page.all("option") if "selected" in node}
        assert "CH" not in chosen


class TestPostcode:
    @pytest.mark.parametrize(
        ("postcode", "country"),
        [("26122", "DE"), ("D-26122", "DE"), (" 26 122", "DE"), ("1010", "AT"), ("CH-8000", "CH"), ("", "DE"),
         ("SW1A 1AA", "GB"), ("x", "")],
    )  # fmt: skip
    def test_nothing_is_said_of_ordinary_ones(self, postcode, country):
        assert remark_on(postcode, country) == ""

    def test_an_odd_one_is_kept_and_remarked_on_once(self, cast):
        client = cast.a.sign_in("member").get(NEW).submit("Speichern", WERFT | {"PLZ": "2612"})
        assert "Die PLZ „2612“ hat nicht die 5 Ziffern, die in Deutschland üblich sind." in client.text
        client.follow("Bearbeiten").submit("Speichern", {"Ort": "Oldenburg"})
        assert "Die PLZ" not in client.text
        with cast.a.work():
            assert made().postcode == "2612"


def test_groups_languages_and_hints_work_without_script(cast):
    client = cast.a.sign_in("member").get(NEW)
    assert "in allen anderen Sprachen auf Englisch" in client.text
    assert "nichts außer dem eigenen Profil" in client.text
    languages = next(node for node in client.page.all("select") if node["name"] == "language").all("option")
    assert [option.text() for option in languages[:2]] == ["Deutsch", "Englisch"]
    assert len(languages) > 150
    buttons = [node.text() for node in client.page.all("button") if node["name"] == "weiter"]
    assert buttons == ["Speichern und nächster"]
