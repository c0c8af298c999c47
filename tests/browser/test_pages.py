"""Every page a person can come to: no finding of axe, nothing scrolls sideways, nothing the policy blocks."""

from __future__ import annotations

import pytest

from app.access.models import ContactPermission
from app.accounts.tokens import seal, sign
from app.contacts.models import Contact
from app.groups.models import Group, Rubric
from app.newsletter.mails import CONFIRM_NEWSLETTER
from app.newsletter.subscription import Subscription
from app.settings.day import today
from tenants import db
from tests.browser.surroundings import faults_of
from tests.browser.visitor import Visitor
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
NO_PAGES = ("/aehnlich", "/anrede", "/auswahl", "/zeiten", "/aufgaben/projekte", "/nachweis.html")
"""What scripts ask for, and a file."""

SENT_EMPTY = ["/agentur-anlegen", "/zu-meiner-agentur"]


@pytest.fixture
def visit(browser, live):
    """`visit(host)`: a page of a fresh browser at a host, and the list of what the browser complained about."""
    contexts, complaints = [], []

    def opened(host: str) -> Visitor:
        context = browser.new_context(locale="de-DE")
        context.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        contexts.append(context)
        visitor = Visitor(context.new_page())
        visitor.origin = f"http://{host}:{live.port}"
        return visitor

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def look_at(visitor, paths, *, send_empty=()) -> list[str]:
    """The findings on all pages; those of `send_empty` are looked at again with their errors."""
    found = []
    for path in paths:
        visitor.open(visitor.origin + path)
        found += faults_of(visitor.page)
    for path in send_empty:
        visitor.open(visitor.origin + path)
        for typed in visitor.page.locator("main input:is([type=text], [type=email]):not([readonly])").all():
            typed.fill("")
        visitor.page.locator("main button.primary").first.click()
        visitor.page.locator("[aria-invalid=true]").first.wait_for()
        found += faults_of(visitor.page)
    return found


def rules(app, start: str, values: dict) -> list[str]:
    """The addresses of all pages below `start`, with ids filled in."""
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        pages = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.rule.startswith(start)]
        return [
            adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
            for rule in pages
            if rule.arguments <= values.keys()
        ]


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


def test_the_office(app, visit, cast):
    agency = cast.a
    visitor = visit(agency.host)
    sign_in(visitor, "/anmelden", agency.owner.email)
    values = {"customer_id": agency.customer.id, "contact_id": agency.contact.id, "member_id": agency.admin.id}
    values |= groups(agency)
    with agency.work():
        Subscription(agency.person.load()).ask(how="am Telefon", on=today(), by=agency.member.load())
        Subscription(agency.person.load()).give("portal", "Ich möchte den Newsletter.")
    paths = [path for path in rules(app, "/verwaltung/", values) if not path.endswith(NO_PAGES)]
    assert len(paths) > 15
    more = [
        "/verwaltung/kunden?q=gibtesnicht",
        "/verwaltung/suche?q=anna",
        "/verwaltung/suche?q=gibtesnicht",
        "/verwaltung/gibt-es-nicht",
    ]
    errors = [
        "/verwaltung/kunden/neu",
        f"/verwaltung/kunden/{agency.customer.id}/kontakte/neu",
        "/verwaltung/mitarbeiter/einladen",
        "/verwaltung/projekte/neu",
        "/verwaltung/einstellungen/gruppen/neu",
        "/verwaltung/einstellungen/gruppen/rubriken/neu",
    ]
    assert look_at(visitor, paths + more, send_empty=errors) == []


def test_the_work_in_the_office(app, visit, cast):
    there = project(
        cast.a, description="Eine *neue* Website", members=["member", "admin"], contact_id=cast.a.contact.id
    )
    hidden = project(cast.a, "Intern", visible=False)
    one = task(cast.a, project=there, status="waiting", items=["Eins", "Zwei"], description="Bitte")
    said = post(cast.a, one, by="owner")
    for place in (there, hidden):
        post(cast.a, place, by="owner")
        post(cast.a, place, by="owner", internal=True)
        plan = file(cast.a, place)
    with cast.a.work():
        line = one.load().checklist[0].id
    values = {
        "project_id": there.id, "task_id": one.id, "comment_id": said.id, "file_id": plan.id, "item_id": line
    }  # fmt: skip
    ids, downloads = tuple(str(id) for id in values.values()), (str(plan.id), "/vorschau")
    paths = [path for path in rules(app, "/verwaltung/", values) if any(id in path for id in ids)]
    paths = [path for path in paths if not path.endswith(downloads)]
    assert len(paths) > 15
    visitor = visit(cast.a.host)
    sign_in(visitor, "/anmelden", cast.a.owner.email)
    record = f"/verwaltung/projekte/{hidden.id}"
    more = [record, f"{record}/sichtbarkeit", f"{record}/aufgaben", "/verwaltung/projekte", "/verwaltung/projekte?q=x"]
    more += ["/verwaltung/", "/verwaltung/aufgaben", "/verwaltung/aufgaben/meine", "/verwaltung/aufgaben/tafel"]
    assert look_at(visitor, [*paths, *more, f"/verwaltung/kunden/{cast.a.customer.id}/projekte"]) == []


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
    assert look_at(visitor, [*paths, "/kunden/gibt-es-nicht"], send_empty=["/kunden/profil/passwort"]) == []


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


def groups(agency) -> dict:
    """A group with customers among others, and their Rubrik, as addresses of pages name them."""
    with agency.work():
        group = db.session.scalars(Group.preselection()).one()
        Group.add(rubric=group.rubric, name="Pflege", description="Monatlich").open("projects")
        Rubric.add(name="Leistungen")
        return {"group_id": group.id, "rubric_id": group.rubric_id}


def sign_in(visitor, path: str, email: str) -> None:
    visitor.open(visitor.origin + path)
    visitor.fill({"E-Mail-Adresse": email, "Passwort": PASSWORD})
    visitor.press("Anmelden")
    visitor.page.wait_for_url(lambda url: "anmelden" not in url)
