"""Sections: menu and guard show what the contact reaches; everything else is not there."""

import pytest
from flask import Blueprint

from app import create_app
from app.access import Occasion, Section, sections
from app.access.models import ContactPermission
from app.contacts.models import Contact
from app.groups.models import Group, GroupMembership
from app.portal.guard import portal_contact, portal_required
from app.web.pages import page
from tenants import db


@pytest.fixture(scope="module")
def app(config):
    """The product with one section more, as a feature would add it."""
    sections.add(Section("probe", "Probe", "probe.index", "flask-conical", occasions=(Occasion("probe.new", "Neu"),)))
    bp = Blueprint("probe", __name__)

    @bp.get("/kunden/probe")
    @portal_required("probe")
    def index():
        return page("portal/start.html", hello="Probe", today=portal_contact().customer.name, sections=[])

    app = create_app(config)
    app.register_blueprint(bp)
    yield app
    sections.remove("probe")


def permit(agency, *keys, who="contact"):
    with agency.work():
        ContactPermission.set(getattr(agency, who).load(), keys)


def menu(client):
    (nav,) = [node for node in client.page.all("nav") if node["aria-label"] == "Hauptmenü"]
    return [(link.text(), link["aria-current"]) for link in nav.all("a")]


def test_what_is_opened_and_permitted_stands_in_the_menu(cast):
    permit(cast.a, "probe")
    client = cast.a.sign_in("person").get("/kunden/")
    assert menu(client) == [("Start", "page"), ("Newsletter", ""), ("Probe", "")]
    client.follow("Probe")
    assert (client.path, client.title) == ("/kunden/probe", "Probe")
    assert menu(client) == [("Start", ""), ("Newsletter", ""), ("Probe", "page")]


def test_without_permission_there_is_no_such_page(cast):
    client = cast.a.sign_in("person").get("/kunden/")
    assert menu(client) == [("Start", "page"), ("Newsletter", "")]
    assert client.get("/kunden/probe").status == 404


def test_not_opened_and_not_existing_look_the_same(cast):
    client = cast.a.sign_in("person")
    refused, missing = client.get("/kunden/probe").html, client.get("/kunden/gibt-es-nicht").html
    assert refused.replace("/kunden/probe", "") == missing.replace("/kunden/gibt-es-nicht", "")


def test_without_group_there_is_no_such_page(cast):
    permit(cast.a, "probe")
    client = cast.a.sign_in("person")
    with cast.a.work():
        GroupMembership.set(cast.a.customer.load(), [])
    assert client.get("/kunden/probe").status == 404
    assert menu(client.get("/kunden/")) == [("Start", "page")]
    assert "Hier ist noch nichts für Sie freigegeben" in client.text
    with cast.a.work():
        group = Group(rubric=db.session.scalars(Group.preselection()).one().rubric, name="Nur Probe")
        db.session.add(group)
        group.open("probe")
        GroupMembership.set(cast.a.customer.load(), [group])
    assert client.get("/kunden/probe").status == 200


def test_permission_of_one_contact_is_nobody_elses(cast):
    permit(cast.a, "probe")
    assert cast.a.sign_in("other_person").get("/kunden/probe").status == 404
    assert cast.b.sign_in("person").get("/kunden/probe").status == 404


def test_signed_out_every_page_leads_to_the_sign_in(cast):
    assert cast.a.visit().get("/kunden/probe").title == "Anmelden"
    assert cast.a.sign_in("owner").get("/kunden/probe").title == "Anmelden"


def test_who_is_contact_at_several_customers_chooses_one(cast):
    with cast.a.work():
        second = Contact.add(cast.a.other_customer.load(), cast.a.person.load())
        ContactPermission.set(second, ["probe"])
    client = cast.a.sign_in("person").get("/kunden/")
    assert "Orgelbau Matthiesen, " in client.text
    assert client.get("/kunden/probe").status == 404
    client.get("/kunden/").submit("Wechseln", near="Café Brandt")
    assert "Café Brandt, " in client.text
    assert "Café Brandt" in client.get("/kunden/probe").text
    client.get("/kunden/").submit("Wechseln", near="Orgelbau Matthiesen")
    assert client.get("/kunden/probe").status == 404


def test_nobody_chooses_a_customer_of_others(cast):
    client = cast.a.sign_in("person").get("/kunden/")
    for contact in (cast.a.other_contact.id, cast.b.contact.id, "x", ""):
        assert client.get("/kunden/").post("/kunden/kunde", {"contact": str(contact)}).status == 404


def test_chosen_customer_is_forgotten_when_the_contact_is_removed(cast):
    with cast.a.work():
        second = Contact.add(cast.a.other_customer.load(), cast.a.person.load()).id
    client = cast.a.sign_in("person").get("/kunden/").submit("Wechseln", near="Café Brandt")
    with cast.a.work():
        Contact.get(second).remove()
    assert "Orgelbau Matthiesen, " in client.get("/kunden/").text


def test_a_locked_customer_lets_nobody_of_it_in(cast):
    permit(cast.a, "probe")
    client = cast.a.sign_in("person")
    assert client.get("/kunden/probe").status == 200
    with cast.a.work():
        cast.a.customer.load().lock()
    assert client.get("/kunden/probe", follow=False).location.startswith("/kunden/anmelden")
    assert "Probe" not in client.get("/kunden/").text


def test_who_is_contact_elsewhere_stays_and_sees_nothing_of_the_locked_customer(cast):
    permit(cast.a, "probe")
    with cast.a.work():
        Contact.add(cast.a.other_customer.load(), cast.a.person.load(), defaults=False)
    client = cast.a.sign_in("person")
    assert client.get("/kunden/probe").status == 200
    with cast.a.work():
        cast.a.customer.load().lock()
    assert client.get("/kunden/probe").status == 404
    assert "Orgelbau" not in client.get("/kunden/").text
    assert client.post("/kunden/kunde", {"contact": str(cast.a.contact.id)}).status == 404
    with cast.a.work():
        cast.a.customer.load().unlock()
    assert client.get("/kunden/probe").status == 200


def test_pages_cost_the_same_for_many_groups_and_permissions(cast, count_queries):
    permit(cast.a, "probe")
    client = cast.a.sign_in("person").get("/kunden/")
    with count_queries() as few:
        client.get("/kunden/")
    with cast.a.work():
        rubric = db.session.scalars(Group.preselection()).one().rubric
        groups = [Group(rubric=rubric, name=f"Gruppe {number}") for number in range(20)]
        db.session.add_all(groups)
        GroupMembership.set(cast.a.customer.load(), groups)
        groups[7].open("probe")
    with count_queries() as many:
        client.get("/kunden/")
    assert len(many) <= len(few) + 1


def test_nobody_writes_without_end(cast, app, monkeypatch, clock):
    monkeypatch.setitem(app.config, "PORTAL_WRITES", 2)
    permit(cast.a, "projects")
    client, other = cast.a.sign_in("person"), cast.a.sign_in("other_person")
    path = "/kunden/profil"

    def save(who):
        return who.get(path).submit("Speichern").status

    assert [save(client), save(client)] == [200, 200]
    assert save(client) == 429
    assert int(client.headers["Retry-After"]) in range(1, 901)
    assert client.get(path).status == 200
    assert save(other) == 200
    clock.move(minutes=15, seconds=1)
    assert save(client) == 200
