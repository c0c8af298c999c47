"""Every page of the office: no finding of axe, nothing scrolls sideways, nothing the policy blocks."""

from __future__ import annotations

from datetime import date

from app.contacts.models import Contact
from app.contacts.persons import Person
from app.groups.models import Group, Rubric
from app.help.topics import TOPICS
from app.newsletter.subscription import Subscription
from app.settings.day import today
from tenants import db
from tests.browser.looking import look_at, rules, sign_in
from tests.portal.work import file, post, project, task

NO_PAGES = ("/farben.css", "/aehnlich", "/anrede", "/auswahl", "/zeiten", "/aufgaben/projekte", "/nachweis.html",
            "/e-mail-templates/kontakte")  # fmt: skip
"""What scripts ask for, and a file."""


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
        f"/verwaltung/kunden/export?kontakt={agency.contact.id}",
        "/verwaltung/hilfe?q=gibtesnicht",
        *(f"/verwaltung/hilfe/{topic.key}?von=/verwaltung/kunden" for topic in TOPICS),
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


def test_the_record_of_a_customer(visit, cast):
    """With work on it, so that it cannot be deleted; another one that is locked and has pages of contacts."""
    task(cast.a, project=project(cast.a, ends_on=date(2026, 1, 31)), status="done")
    with cast.a.work():
        cast.a.customer.load().update(note="Erste Zeile\nZweite Zeile", responsible_id=cast.a.owner.id)
        locked = cast.a.other_customer.load()
        for number in range(51):
            person = Person.add(first_name="Kim", last_name=f"Nummer {number}")
            Contact.add(locked, person, position="Einkauf", defaults=False)
        locked.lock()
    visitor = visit(cast.a.host)
    sign_in(visitor, "/anmelden", cast.a.owner.email)
    first, second = (f"/verwaltung/kunden/{one.id}" for one in (cast.a.customer, cast.a.other_customer))
    paths = [first, f"{first}/entfernen", f"{first}/notiz", f"{first}/sperren", f"{first}/verlauf?art=projekte"]
    paths += [second, f"{second}/kontakte", f"{second}/kontakte?q=xyz", f"{second}/entfernen"]
    paths += [f"/verwaltung/kunden/kontakte/{cast.a.other_contact.id}"]
    assert look_at(visitor, paths) == []


def groups(agency) -> dict:
    """A group with customers among others, and their Rubrik, as addresses of pages name them."""
    with agency.work():
        group = db.session.scalars(Group.preselection()).one()
        Group.add(rubric=group.rubric, name="Pflege", description="Monatlich").open("projects")
        Rubric.add(name="Leistungen")
        return {"group_id": group.id, "rubric_id": group.rubric_id}
