"""The same for many customers: chosen by ticks or by the filters, asked, done, told."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.audit import AuditEntry
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.customers.models import Customer
from app.groups.models import Group, GroupMembership, Rubric
from tenants import db

LIST = "/verwaltung/kunden"
MANY = f"{LIST}/mehrere"
WAYS = {
    "in-gruppe": "customers_edit", "aus-gruppe": "customers_edit", "einladen": "access_manage",
    "sperren": "access_manage", "entsperren": "access_manage", "erneut-senden": "access_manage",
    "widerrufen": "access_manage",
}  # fmt: skip


@pytest.fixture
def website(cast) -> str:
    """A group in which nobody is yet."""
    with cast.a.work():
        return str(Group.add(rubric=db.session.scalar(select(Rubric)), name="Website").id)


def both(agency) -> str:
    return f"kunde={agency.customer.id}&kunde={agency.other_customer.id}"


def members(agency, group: str) -> int:
    with agency.work():
        query = select(func.count()).select_from(GroupMembership).where(GroupMembership.group_id == group)
        return db.session.scalar(query)


class TestWhoMay:
    @pytest.mark.parametrize("way", WAYS)
    def test_the_page_asks_and_writes_nothing(self, cast, way):
        client = cast.a.sign_in("owner").get(f"{MANY}/{way}?{both(cast.a)}")
        assert client.status == 200

    @pytest.mark.parametrize("way", WAYS)
    def test_who_only_reads_may_not(self, cast, website, way):
        reader = cast.a.sign_in("reader")
        assert reader.get(f"{MANY}/{way}?{both(cast.a)}").status == 403
        assert reader.get(LIST).post(f"{MANY}/{way}?{both(cast.a)}", {"group": website}).status == 403
        assert members(cast.a, website) == 0
        assert "auswählen" not in reader.get(LIST).text

    @pytest.mark.parametrize("way", WAYS)
    def test_the_signed_out_are_sent_to_sign_in(self, cast, way):
        assert cast.a.visit().get(f"{MANY}/{way}", follow=False).location.startswith("/anmelden")

    @pytest.mark.parametrize("way", WAYS)
    def test_nobody_chosen_is_said(self, cast, website, way):
        client = cast.a.sign_in("owner")
        for nobody in ("", "kunde=x", f"kunde={cast.b.customer.id}", "kunde=%00&kunde="):
            assert "Es ist kein Kunde ausgewählt" in client.get(f"{MANY}/{way}?{nobody}").text
            sent = client.post(f"{MANY}/{way}?{nobody}", {"group": website})
            assert "Es ist kein Kunde ausgewählt" in sent.text
        assert members(cast.a, website) == 0


class TestGroups:
    def test_into_a_group_and_out_of_it(self, cast, website):
        client = cast.a.sign_in("member").get(f"{MANY}/in-gruppe?{both(cast.a)}")
        assert "2 Kunden kommen in diese Gruppe" in client.text
        client.submit("Zuweisen", {"Gruppe": "Website"})
        assert client.title == "Kunden"
        assert "2 Kunden sind jetzt in der Gruppe „Website“." in client.text
        client.get(f"{MANY}/in-gruppe?{both(cast.a)}").submit("Zuweisen", {"Gruppe": "Website"})
        assert "2 Kunden sind jetzt in der Gruppe „Website“. 2 waren es schon." in client.text
        client.get(f"{MANY}/aus-gruppe?kunde={cast.a.customer.id}").submit("Herausnehmen", {"Gruppe": "Website"})
        assert "1 Kunde ist nicht mehr in der Gruppe „Website“." in client.text
        assert members(cast.a, website) == 1

    def test_the_history_of_each_customer_tells_it(self, cast, website):
        client = (
            cast.a.sign_in("owner").get(f"{MANY}/in-gruppe?{both(cast.a)}").submit("Zuweisen", {"Gruppe": "Website"})
        )
        client.get(f"{LIST}/{cast.a.customer.id}/verlauf")
        assert "Olga Ohm hat Orgelbau Matthiesen in die Gruppe „Website“ aufgenommen." in client.text
        with cast.a.work():
            told = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "customer.group_joined")).all()
            assert {entry.object_id for entry in told} == {cast.a.customer.id, cast.a.other_customer.id}

    def test_another_agencys_customers_and_groups_stay_untouched(self, cast, website):
        with cast.b.work():
            foreign = str(db.session.scalar(select(Group.id)))
        query = f"kunde={cast.a.customer.id}&kunde={cast.b.customer.id}&kunde=unfug"
        client = cast.a.sign_in("owner").get(f"{MANY}/in-gruppe?{query}")
        assert "1 Kunde kommt in diese Gruppe" in client.text
        assert "2 der ausgewählten Kunden gibt es hier nicht" in client.text
        assert client.post(f"{MANY}/in-gruppe?{query}", {"group": foreign}).status == 422
        client.get(f"{MANY}/in-gruppe?{query}").submit("Zuweisen", {"Gruppe": "Website"})
        assert (members(cast.a, website), members(cast.b, foreign)) == (1, 2)

    def test_all_hits_of_the_filters(self, cast, website):
        with cast.a.work():
            for number in range(60):
                Customer.add(company=f"Reihe {number}")
        client = cast.a.sign_in("owner").get(f"{LIST}?q=reihe")
        assert "alle 60 Treffer" in client.text
        client.get(f"{MANY}/in-gruppe?q=reihe&alle=ja").submit("Zuweisen", {"Gruppe": "Website"})
        assert "60 Kunden sind jetzt in der Gruppe" in client.text
        assert "60 von 62 Kunden" in client.text
        assert members(cast.a, website) == 60

    def test_too_many_at_once_are_refused_with_the_way_round(self, cast, website, monkeypatch):
        monkeypatch.setattr("app.customers.listing.MOST", 1)
        client = cast.a.sign_in("owner").get(f"{MANY}/in-gruppe?alle=ja")
        assert "grenzen Sie die Liste mit den Filtern ein" in client.text
        client.post(f"{MANY}/in-gruppe?alle=ja", {"group": website})
        assert members(cast.a, website) == 0


class TestAccess:
    def test_inviting_says_to_whom_and_tells_how_many(self, cast):
        with cast.a.work():
            customer = Customer.add(company="Werft")
            Contact.add(customer, Person.add(first_name="Nele", last_name="Neu", email="nele@example.org"))
            query = f"{both(cast.a)}&kunde={customer.id}"
        client = cast.a.sign_in("admin").get(f"{MANY}/einladen?{query}")
        assert "Eine Person bekommt eine Einladung" in client.text
        assert "Nele Neu, nele@example.org" in client.text
        assert "Anna Muster" not in client.text
        client.submit("1 Person einladen")
        assert "1 Einladung wird gesendet." in client.text

    def test_people_of_locked_customers_are_neither_named_nor_counted(self, cast):
        with cast.a.work():
            customer = Customer.add(company="Werft")
            Contact.add(customer, Person.add(first_name="Nele", last_name="Neu", email="nele@example.org"))
            customer.lock()
            query = f"kunde={customer.id}"
        client = cast.a.sign_in("admin").get(f"{MANY}/einladen?{query}")
        assert "niemand, mit dem das geschehen könnte" in client.text
        assert "1 mit „kein Zugang“" in client.text
        assert "nele@example.org" not in client.text

    def test_nobody_to_invite_is_said(self, cast):
        client = cast.a.sign_in("admin").get(f"{MANY}/einladen?{both(cast.a)}")
        assert "niemand, mit dem das geschehen könnte" in client.text
        assert "2 mit „Passwort vergeben, noch nicht angemeldet“" in client.text

    def test_links_go_again_to_who_waits_and_access_is_taken_from_who_has_it(self, cast):
        with cast.a.work():
            customer = Customer.add(company="Werft")
            person = Person.add(first_name="Nele", last_name="Neu", email="nele@example.org")
            Contact.add(customer, person)
            person.invite()
            query = f"{both(cast.a)}&kunde={customer.id}"
        client = cast.a.sign_in("admin").get(f"{MANY}/erneut-senden?{query}")
        assert "Nele Neu, nele@example.org" in client.text
        assert "Anna Muster" not in client.text
        client.submit("1 Link senden")
        assert "1 Link wird gesendet." in client.text
        client.get(f"{MANY}/widerrufen?{query}").submit("3 Zugänge widerrufen")
        assert "3 Personen haben keinen Zugang mehr." in client.text
        with cast.a.work():
            assert {contact.person.access.kind for contact in db.session.scalars(select(Contact))} == {"none"}

    def test_lock_and_unlock(self, cast):
        client = cast.a.sign_in("admin").get(f"{MANY}/sperren?{both(cast.a)}").submit("Sperren")
        assert "2 Kunden sind gesperrt." in client.text
        assert client.text.count("Kunde gesperrt") == 2
        client.get(f"{MANY}/sperren?{both(cast.a)}").submit("Sperren")
        assert "0 Kunden sind gesperrt." in client.text
        client.get(f"{MANY}/entsperren?kunde={cast.a.customer.id}").submit("Entsperren")
        assert "1 Kunde ist entsperrt." in client.text
        with cast.a.work():
            assert cast.a.customer.load().locked_at is None
            assert cast.a.other_customer.load().locked_at


def test_the_list_sends_what_was_ticked_without_script(cast, website):
    client = cast.a.sign_in("owner").get(LIST)
    forms = [form for form in client.page.all("form") if "bulk-list" in form.attrs.get("class", "")]
    buttons = [button.attrs["formaction"] for button in forms[0].all("button") if "formaction" in button.attrs]
    assert buttons[:2] == [f"{MANY}/in-gruppe", f"{MANY}/aus-gruppe"]
    assert forms[0].attrs.get("method", "get") == "get"
    picks = [box.attrs["value"] for box in forms[0].all("input") if box.attrs.get("name") == "kunde"]
    assert sorted(picks) == sorted([str(cast.a.customer.id), str(cast.a.other_customer.id)])
