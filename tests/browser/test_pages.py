"""Every page outside of the office: no finding of axe, nothing scrolls sideways, nothing the policy blocks."""

from __future__ import annotations

from app.access.models import ContactPermission
from app.accounts.tokens import seal, sign
from app.contacts.models import Contact
from app.newsletter.mails import CONFIRM_NEWSLETTER
from app.newsletter.subscription import Subscription
from app.settings.day import today
from tests.browser.looking import look_at, rules, sign_in
from tests.browser.surroundings import faults_of
from tests.cast import PASSWORD, make_agency
from tests.portal.work import file, permit, post, project, task

COMMON = ["/impressum", "/datenschutz", "/gibt-es-nicht"]
SIGN_UP = ["/", "/agentur-anlegen", "/agentur-anlegen/gesendet", "/zu-meiner-agentur", "/zu-meiner-agentur/gesendet"]
APEX = [*SIGN_UP, "/entwicklung/mails", *COMMON]
STAFF_DOORS = ["/anmelden", "/passwort-vergessen", "/passwort-vergessen/gesendet", "/l/agentur/gesendet"]
PORTAL_DOORS = [
    "/kunden/anmelden",
    "/kunden/passwort-vergessen",
    "/kunden/link-unterwegs",
    "/kunden/passwort/kein-link",
]
OUTSIDE = [*STAFF_DOORS, *PORTAL_DOORS, "/l/bestaetigen/gesendet", *COMMON]
SENT_EMPTY = ["/agentur-anlegen", "/zu-meiner-agentur"]


def test_the_apex(visit):
    assert look_at(visit("localhost"), APEX, send_empty=SENT_EMPTY) == []


def test_the_doors_of_an_agency(visit, cast):
    assert look_at(visit(cast.a.host), OUTSIDE, send_empty=["/passwort-vergessen"]) == []


def test_the_links_from_mails(visit, cast):
    with cast.a.work():
        person = cast.a.other_person.load()
        person.password_hash = None
        person.invite()
        alive = f"/kunden/passwort/{person.link('set-password')}"
        dead = person.link("forgot-password")
        person.email = "neu@example.org"
    assert look_at(visit(cast.a.host), [alive, f"/kunden/passwort/{dead}"]) == []


def test_the_links_that_confirm(visit, cast):
    with cast.a.work():
        person, gone = cast.a.person.load(), cast.a.other_person.load()
        for one in (person, gone):
            one.send_confirmation()
            Subscription(one).ask(how="am Telefon", on=today(), by=cast.a.member.load())
        links = [f"/l/bestaetigen/{one.confirmation_link()}" for one in (person, gone)]
        seals = [seal(*Subscription(one).asked_state) for one in (person, gone)]
        links += [
            f"/l/newsletter/{sign(CONFIRM_NEWSLETTER, 'person', one.id, found)}"
            for one, found in zip((person, gone), seals, strict=True)
        ]
        gone.change_address("neu@example.org")
    visitor = visit(cast.a.host)
    assert look_at(visitor, links) == []
    for link, button in ((links[0], "Adresse bestätigen"), (links[2], "Newsletter bestätigen")):
        visitor.open(visitor.origin + link)
        visitor.page.get_by_role("button", name=button).click()
        visitor.page.get_by_text("Vielen Dank.").wait_for()
        assert faults_of(visitor.page) == []


def test_the_link_to_a_new_address(visit, cast):
    with cast.a.work():
        person = cast.a.person.load()
        person.want_address("neu@example.org", PASSWORD)
        link = f"/l/neue-adresse/{person.wanted_link()}"
    visitor = visit(cast.a.host)
    assert look_at(visitor, [link]) == []
    visitor.page.get_by_role("button", name="Neue Adresse bestätigen").click()
    visitor.page.get_by_text("Ihre E-Mail-Adresse ist geändert.").wait_for()
    assert look_at(visitor, [link]) == []


def test_the_view_as_customer(visit, cast):
    visitor = visit(cast.a.host)
    permit(cast.a, "projects", "files")
    one = task(cast.a, status="waiting")
    sign_in(visitor, "/anmelden", cast.a.owner.email)
    visitor.open(f"{visitor.origin}/verwaltung/kunden/kontakte/{cast.a.contact.id}")
    visitor.page.get_by_role("link", name="Als Kunde anmelden").click()
    visitor.page.get_by_label("Grund").fill("Rückfrage")
    assert faults_of(visitor.page) == []
    visitor.page.get_by_role("button", name="Portal ansehen").click()
    visitor.page.wait_for_url("**/kunden/")
    profile = [f"/kunden/profil{page}" for page in ("", "/passwort", "/zugriffe")]
    assert look_at(visitor, ["/kunden/", f"/kunden/aufgaben/{one.id}", *profile, "/kunden/gibt-es-nicht"]) == []
    visitor.open(f"{visitor.origin}/kunden/profil")
    visitor.page.get_by_role("button", name="Speichern").click()
    visitor.page.get_by_text("Hier lässt sich nichts ändern").wait_for()
    assert faults_of(visitor.page) == []
    visitor.page.get_by_role("button", name="Beenden").click()
    visitor.page.wait_for_url(f"**/verwaltung/kunden/kontakte/{cast.a.contact.id}")


def test_a_new_agency(app, visit):
    agency = make_agency(app, "Neuland", empty=True)
    visitor = visit(agency.host)
    sign_in(visitor, "/anmelden", agency.owner.email)
    assert look_at(visitor, ["/verwaltung/", "/verwaltung/kunden", "/verwaltung/postausgang"]) == []


def test_the_portal(app, visit, cast):
    visitor = visit(cast.a.host)
    permit(cast.a, "projects", "files")
    there = project(cast.a, description="Eine *neue* Website", members=["member", "admin"])
    one = task(
        cast.a, project=there, status="waiting", items=["Eins", "Zwei"], customer_ticks=True, description="Bitte"
    )
    task(cast.a, "Läuft", status="doing", items=["Nur zu lesen"])
    post(cast.a, one, by="person")
    post(cast.a, one)
    for place in (one, there, cast.a.customer):
        file(cast.a, place)
    sign_in(visitor, "/kunden/anmelden", cast.a.person.email)
    paths = rules(app, "/kunden/", {"task_id": one.id, "project_id": there.id})
    assert len(paths) > 10
    typed = ["/kunden/profil/passwort", "/kunden/profil/email"]
    assert look_at(visitor, [*paths, "/kunden/gibt-es-nicht"], send_empty=typed) == []


def test_an_empty_portal_and_a_thing_of_another_customer(visit, cast):
    visitor = visit(cast.a.host)
    with cast.a.work():
        cast.a.things["second"] = Contact.add(cast.a.other_customer.load(), cast.a.person.load()).id
        ContactPermission.set(Contact.get(cast.a.things["second"]), ["projects"])
    permit(cast.a, "projects", "files")
    elsewhere = task(cast.a, who="other_customer")
    sign_in(visitor, "/kunden/anmelden", cast.a.person.email)
    paths = ["/kunden/", "/kunden/projekte", "/kunden/aufgaben", "/kunden/aufgaben?q=x", "/kunden/dateien"]
    assert look_at(visitor, [*paths, f"/kunden/aufgaben/{elsewhere.id}"]) == []
