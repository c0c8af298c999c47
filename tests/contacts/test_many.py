"""Access of many contacts of one customer: ticked on the tab „Kontakte“, asked, done, told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.models import SignInSession
from app.audit import AuditEntry
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.mail.models import MailSwitch, OutgoingMail
from tenants import db
from tests.contacts.state_machine import KINDS, bring

WAYS = ["einladen", "erneut", "widerrufen", "sperren", "entsperren"]
FITS = {
    "einladen": {"none"},
    "erneut": {"invited", "link_expired"},
    "widerrufen": {"invited", "link_expired", "password_set", "active", "locked", "undeliverable"},
    "sperren": {"invited", "link_expired", "password_set", "active", "undeliverable"},
    "entsperren": {"locked"},
}
"""Whom each way concerns, by the state of the access."""
AFTER = {"einladen": "invited", "erneut": "invited", "widerrufen": "none", "sperren": "locked"}


def tab(agency) -> str:
    return f"/verwaltung/kunden/{agency.customer.id}/kontakte"


def many(agency, way: str, *contacts, **more: str) -> str:
    query = [f"kontakt={contact}" for contact in contacts] + [f"{name}={value}" for name, value in more.items()]
    return f"{tab(agency)}/mehrere/{way}?{'&'.join(query)}"


@pytest.fixture
def crowd(cast, clock):
    """One more contact at the customer of agency a for each state: the ids by the state."""
    with cast.a.work():
        made = {}
        for kind in KINDS:
            person = Person.add(first_name="Kim", last_name=kind, email=f"{kind}@example.org")
            made[kind] = Contact.add(cast.a.customer.load(), person).id
            bring(person, kind)
    return made


def states(agency, crowd) -> dict[str, str]:
    with agency.work():
        return {kind: Contact.get(id).person.access.kind for kind, id in crowd.items()}


class TestWhoMay:
    @pytest.mark.parametrize("way", WAYS)
    def test_the_page_asks_and_another_agency_finds_nothing(self, cast, way):
        assert cast.a.sign_in("member").get(many(cast.a, way, cast.a.contact.id)).status == 200
        assert cast.b.sign_in("owner").get(many(cast.a, way, cast.a.contact.id)).status == 404

    @pytest.mark.parametrize("way", WAYS)
    def test_who_only_reads_may_not(self, cast, way):
        reader = cast.a.sign_in("reader")
        assert reader.get(many(cast.a, way, cast.a.contact.id)).status == 403
        assert reader.get(tab(cast.a)).post(many(cast.a, way, cast.a.contact.id)).status == 403
        assert "auswählen" not in reader.get(tab(cast.a)).text

    @pytest.mark.parametrize("way", WAYS)
    def test_the_signed_out_are_sent_to_sign_in(self, cast, way):
        assert cast.a.visit().get(many(cast.a, way), follow=False).location.startswith("/anmelden")


@pytest.mark.parametrize("way", WAYS)
def test_it_concerns_who_is_in_the_right_state_and_names_the_others(cast, crowd, way):
    before = states(cast.a, crowd)
    client = cast.a.sign_in("member").get(many(cast.a, way, *crowd.values()))
    assert {kind for kind in KINDS if f"Kim {kind}" in client.text} == FITS[way]
    assert "Außen vor bleiben:" in client.text
    assert states(cast.a, crowd) == before
    button = next(b.text() for b in client.page.all("button") if str(len(FITS[way])) in b.text())
    client.submit(button)
    assert client.path == tab(cast.a)
    after = states(cast.a, crowd)
    assert {kind: after[kind] for kind in KINDS if kind not in FITS[way]} == {
        kind: before[kind] for kind in KINDS if kind not in FITS[way]
    }
    if way in ("widerrufen", "sperren"):
        assert {after[kind] for kind in FITS[way]} == {AFTER[way]}


@pytest.mark.parametrize("way", ["einladen", "erneut"])
def test_mails_are_written_by_the_worker_once(cast, crowd, letters, way):
    client = cast.a.sign_in("member").get(many(cast.a, way, *crowd.values()))
    button = next(b.text() for b in client.page.all("button") if str(len(FITS[way])) in b.text())
    client.submit(button)
    client.post(many(cast.a, way, *crowd.values()))
    for kind in KINDS:
        mails = letters.to(f"{kind}@example.org", cast.a.slug)
        fresh = [mail for mail in mails if "/kunden/passwort/" in str(mail)]
        assert len(fresh) >= (kind in FITS[way]), kind
    assert {states(cast.a, crowd)[kind] for kind in FITS[way]} == {"invited"}


def test_links_that_went_again_reach_everybody_once(cast, crowd, letters):
    ids = [crowd["invited"], crowd["link_expired"]]
    with cast.a.work():
        before = {id: Contact.get(id).person.invited_at for id in ids}
    client = cast.a.sign_in("member").get(many(cast.a, "erneut", *ids))
    client.submit("2 Links senden")
    client.get(many(cast.a, "erneut", *ids)).submit("2 Links senden")
    letters.to("invited@example.org")
    with cast.a.work():
        for id in ids:
            person = Contact.get(id).person
            assert person.invited_at > before[id]
            mails = db.session.scalars(OutgoingMail.about("person", person.id))
            assert [mail.key for mail in mails] == ["set_password", "welcome"]


def test_nothing_is_sent_while_the_template_is_off(cast, crowd):
    admin = cast.a.sign_in("admin").get(many(cast.a, "erneut", crowd["invited"]))
    with cast.a.work():
        db.session.add(MailSwitch(key="set_password"))
    admin.submit("1 Link senden")
    assert "Keine E-Mail versandt" in admin.text
    assert "/verwaltung/einstellungen/e-mail-templates#set_password" in admin.html


@pytest.mark.parametrize("way", ["einladen", "erneut"])
def test_the_page_that_asks_says_why_no_mail_would_go(cast, crowd, way):
    with cast.a.work():
        db.session.add(MailSwitch(key="set_password"))
    member = cast.a.sign_in("member").get(many(cast.a, way, crowd["invited"], crowd["none"]))
    assert "„Lege ein neues Passwort fest“ ist nicht aktiv" in member.text
    assert "Ein Administrator kann es einschalten." in member.text
    assert "senden</button>" not in member.html
    assert "einladen</button>" not in member.html


def test_sessions_end_and_each_is_in_the_log(cast, crowd):
    cast.a.sign_in("person")
    ids = [cast.a.contact.id, crowd["active"]]
    cast.a.sign_in("member").get(many(cast.a, "sperren", *ids)).submit("2 Personen sperren")
    with cast.a.work():
        query = select(SignInSession).where(SignInSession.kind == "person")
        assert db.session.scalars(query).all() == []
        told = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "person.locked")).all()
        locked = {Contact.get(id).person_id for id in ids}
        assert locked <= {entry.object_id for entry in told}


def test_who_is_contact_elsewhere_is_counted(cast):
    with cast.a.work():
        Contact.add(cast.a.other_customer.load(), cast.a.person.load())
    client = cast.a.sign_in("member").get(many(cast.a, "widerrufen", cast.a.contact.id))
    assert "1 davon ist auch anderswo Kontakt." in client.text


def test_contacts_of_others_are_not_meant(cast):
    client = cast.a.sign_in("member")
    foreign = (cast.a.other_contact.id, cast.b.contact.id, "unfug")
    assert "niemand, mit dem das geschehen könnte" in client.get(many(cast.a, "widerrufen", *foreign)).text
    client.post(many(cast.a, "widerrufen", *foreign))
    assert "niemand, mit dem das geschehen könnte" in client.text
    with cast.a.work():
        assert cast.a.other_person.load().has_access


def test_nobody_of_a_locked_customer_is_mailed(cast, crowd):
    with cast.a.work():
        cast.a.customer.load().lock()
    client = cast.a.sign_in("member").get(tab(cast.a))
    assert "Einladen" not in [button.text() for button in client.page.all("button")]
    client.get(many(cast.a, "einladen", *crowd.values()))
    assert "niemand, mit dem das geschehen könnte" in client.text
    assert client.get(many(cast.a, "sperren", crowd["active"])).submit("1 Person sperren").status == 200


def test_all_that_the_search_finds(cast):
    with cast.a.work():
        for number in range(60):
            person = Person.add(first_name="Reihe", last_name=str(number), email=f"reihe{number}@example.org")
            Contact.add(cast.a.customer.load(), person)
    client = cast.a.sign_in("member").get(f"{tab(cast.a)}?q=reihe")
    assert "alle 60 Treffer" in client.text
    client.get(many(cast.a, "einladen", q="reihe", alle="ja"))
    assert "und 40 weitere" in client.text
    client.submit("60 Personen einladen")
    assert "60 Einladungen werden gesendet." in client.text
    assert client.path.endswith("?q=reihe")


def test_too_many_at_once_are_refused(cast, monkeypatch):
    monkeypatch.setattr("app.contacts.views.many.MOST", 0)
    client = cast.a.sign_in("member").get(many(cast.a, "widerrufen", cast.a.contact.id))
    assert "grenzen Sie die Liste mit der Suche ein" in client.text
    client.post(many(cast.a, "widerrufen", cast.a.contact.id))
    with cast.a.work():
        assert cast.a.person.load().has_access


def test_the_page_costs_the_same_for_many(cast, crowd, count_queries):
    client = cast.a.sign_in("member").get(tab(cast.a))
    with count_queries() as few:
        client.get(many(cast.a, "widerrufen", crowd["active"]))
    with count_queries() as all_of_them:
        client.get(many(cast.a, "widerrufen", *crowd.values()))
    assert len(all_of_them) == len(few)


def test_the_tab_sends_what_was_ticked_without_script(cast):
    client = cast.a.sign_in("member").get(tab(cast.a))
    (form,) = [form for form in client.page.all("form") if form["id"] == "viele"]
    actions = [button["formaction"] for button in form.all("button") if button["formaction"]]
    assert actions == [
        f"{tab(cast.a)}/mehrere/{way}" for way in ("einladen", "erneut", "sperren", "entsperren", "widerrufen")
    ]
    (box,) = [box for box in client.page.all("input") if box["name"] == "kontakt"]
    assert (box["form"], box["value"]) == ("viele", str(cast.a.contact.id))
