"""Two agencies whose people have the same addresses: the second never shows in the first.

By page, link, session, form token, search or job; by SQL is in tests/test_tenancy.py.
"""

from __future__ import annotations

import re
import secrets
from functools import reduce
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, text

from app.accounts.cookies import NAMES
from app.accounts.forgotten import PasswordRequest, ask
from app.accounts.passwords import hash_password
from app.audit import AuditEntry
from app.jobs import jobs
from app.mail.models import OutgoingMail
from app.mail.worker import run_once
from app.projects.models import Project
from app.tasks.models import Task
from tenants import db, uuid7
from tests.cast import PASSWORD
from tests.page import parse
from tests.routes.town import NEW_PASSWORD, House, make_house
from tests.routes.visitors import sign_in as cookie_of


@pytest.fixture
def houses(app, superuser) -> tuple[House, House]:
    a, b = (make_house(app, superuser, f"MARKE{secrets.token_hex(4).upper()}") for _ in range(2))
    assert a.agency.person.email == b.agency.person.email
    assert a.agency.owner.email == b.agency.owner.email
    return a, b


def crawl(client, start: str, limit: int = 150) -> dict[str, str]:
    """All pages of this host that links and forms lead to by GET: address → everything sent."""
    waiting, seen = [start], {}
    while waiting and len(seen) < limit:
        path = waiting.pop(0)
        if path in seen:
            continue
        client.get(path)
        seen[path] = client.html + str(client.headers)
        if client.page is None:
            continue
        for link in client.page.all("a"):
            parts = urlsplit(link["href"])
            if parts.netloc in ("", urlsplit(client.base).netloc) and parts.path.startswith("/"):
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return seen


@pytest.mark.parametrize(("who", "start", "pages"), [("owner", "/verwaltung/", 20), ("person", "/kunden/", 4)])
def test_by_page(houses, who, start, pages):
    a, b = houses
    seen = crawl(a.agency.sign_in(who), start)
    assert len(seen) >= pages
    assert any(a.mark in page for page in seen.values())
    assert [path for path, page in seen.items() if b.mark in page or str(b.agency.customer.id) in page] == []


@pytest.mark.parametrize("name", ["portal.set_password", "staff.new_password", "staff.invitation"])
def test_by_link(app, houses, name):
    """Another agency's genuine, living link opens nothing here, and works at home afterwards."""
    a, b = houses
    with app.test_request_context(base_url=f"http://{a.agency.host}:8000"):
        path = app.url_for(name, token=b.arguments[f"{name}.token"])
    stranger = a.agency.visit().get(path)
    assert stranger.status in (404, 410)
    assert b.mark not in stranger.html
    stranger.get("/kunden/anmelden" if name.startswith("portal") else "/anmelden").post(
        path, {"password": NEW_PASSWORD}
    )
    assert stranger.status in (404, 410)
    own = b.agency.visit().get(path)
    assert own.status == 200
    own.submit(own.page.all("button")[-1].text(), {"Neues Passwort": NEW_PASSWORD}, follow=False)
    assert own.status == 303


@pytest.mark.parametrize(
    ("who", "page", "door"),
    [("owner", "/verwaltung/", "/anmelden"), ("person", "/kunden/profil", "/kunden/anmelden")],
)
def test_by_session(houses, who, page, door):
    a, b = houses
    name, _, token = cookie_of(b.agency, getattr(b.agency, who)).partition("=")
    at_home, abroad = b.agency.visit(), a.agency.visit()
    for client in (at_home, abroad):
        client.http.set_cookie(name, token, domain=client.host, path="/")
    assert at_home.get(page, follow=False).status == 200
    assert abroad.get(page, follow=False).status == 303
    assert urlsplit(abroad.location).path == door
    assert b.mark not in abroad.get(page).html


def test_by_password(houses):
    """The same address has another password at each agency."""
    a, b = houses
    with b.agency.work():
        b.agency.person.load().password_hash = hash_password(NEW_PASSWORD)
    for password, status in ((NEW_PASSWORD, 422), (PASSWORD, 200)):
        client = a.agency.visit().get("/kunden/anmelden")
        client.submit("Anmelden", {"E-Mail-Adresse": a.agency.person.email, "Passwort": password})
        assert client.status == status
        assert b.mark not in client.html


def test_by_form_token(houses):
    """A page of B gives token and cookie; sent to A they are worth nothing."""
    a, b = houses
    there, here = b.agency.sign_in("owner"), a.agency.sign_in("owner")
    there.get("/verwaltung/kunden/neu")
    token = next(node["value"] for node in there.page.all("input") if node["name"] == "csrf_token")
    cookie = there.http.get_cookie("__Host-kontor", domain=there.host, path="/")
    here.http.set_cookie("__Host-kontor", cookie.value, domain=here.host, path="/")
    here.post("/verwaltung/kunden/neu", {"csrf_token": token, "kind": "firm", "company": "Untergeschoben"})
    assert here.status == 400
    assert "Untergeschoben" not in here.get("/verwaltung/kunden").text


def test_by_search(houses, superuser):
    a, b = houses
    with b.agency.work():
        customer = b.agency.customer.load()
        customer.update(company=f"{b.mark}LADEN", city="Nirgendwo", phone="+493023125777", email="laden@example.org")
        number = customer.number
    client, finder = a.agency.sign_in("owner"), b.agency.sign_in("owner")
    for asked in (f"{b.mark}LADEN", b.mark[:8], "Nirgendwo", "030 23125 777", "laden@example.org"):
        assert f"{b.mark}LADEN" in finder.get("/verwaltung/kunden", query_string={"q": asked}).text
        found = client.get("/verwaltung/kunden", query_string={"q": asked})
        assert str(b.agency.customer.id) not in found.html
        # what was typed comes back in the field, in the sentence and in addresses of the page, and nothing else
        typed = (f'value="{asked}"', f"„{asked}“", f"?q={asked}")
        assert f"{b.mark}LADEN" not in reduce(lambda html, words: html.replace(words, ""), typed, found.html)
    same = client.get("/verwaltung/kunden", query_string={"q": a.agency.person.email})
    assert str(a.agency.customer.id) in same.html
    assert str(b.agency.customer.id) not in same.html
    with a.agency.work():
        assert a.agency.customer.load().number == number  # each agency counts for itself


def test_by_search_for_work(houses):
    """Projects, tasks and contacts are looked up by words too, at one place for all of them and in their lists."""
    a, b = houses
    word = f"{b.mark}BAU"
    with b.agency.work():
        Project.get(b.agency.things["project"]).update(name=word)
        Task.get(b.agency.things["task"]).update(title=word)
    client, finder = a.agency.sign_in("owner"), b.agency.sign_in("owner")
    for path in ("/verwaltung/suche", "/verwaltung/projekte", "/verwaltung/aufgaben"):
        for asked in (word, word.lower()[:8]):
            assert word in finder.get(path, query_string={"q": asked}).text
            found = client.get(path, query_string={"q": asked})
            assert found.status == 200
            assert not {str(b.agency.things[name]) for name in ("project", "task")} & set(
                re.split(r"[/\"?#]", found.html)
            )
    client, finder = a.agency.sign_in("person"), b.agency.sign_in("person")
    found, nothing = (each.get("/kunden/aufgaben", query_string={"q": word}) for each in (finder, client))
    assert str(b.agency.things["task"]) in found.html
    assert str(b.agency.things["task"]) not in nothing.html


def test_by_job(app, houses):
    """„Passwort vergessen?“ at A for an address that both have: one mail, of A, with A's link."""
    a, b = houses
    run_once(app)
    before = _mails(b)
    with a.agency.work():
        ask("person", a.agency.person.email)
        ask("staff", a.agency.owner.email)
    run_once(app)
    assert _mails(b) == before
    with a.agency.work():
        newest = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(2)).all()
        assert {mail.key for mail in newest} == {"forgot_password", "staff_forgot_password"}
        assert {mail.recipient for mail in newest} == {a.agency.person.email, a.agency.owner.email}


@pytest.mark.parametrize("claimed", ["argument", "row"])
def test_by_job_that_names_something_of_the_other(app, houses, claimed):
    """A job deferred at A works as A, whatever its arguments say: B's rows are not there."""
    a, b = houses
    with b.agency.work():
        request_id = uuid7()
        db.session.add(PasswordRequest(id=request_id, kind="person", email_key=b.agency.person.email))
        mail_id = db.session.scalars(select(OutgoingMail.id).limit(1)).one()
    before = _mails(b)
    with a.agency.work():
        if claimed == "row":
            jobs["accounts.forgotten"].defer(request_id=str(request_id))
            jobs["mail.deliver"].defer(mail_id=str(mail_id))
        else:
            jobs["accounts.forgotten"].defer(request_id=str(request_id), tenant_id=b.agency.tenant_id)
            jobs["mail.deliver"].defer(mail_id=str(mail_id), tenant_id=b.agency.tenant_id)
    with app.app_context():
        jobs["accounts.forgotten"](a.agency.tenant_id, request_id=str(request_id))
    run_once(app)
    assert _mails(b)[0] == before[0]
    with b.agency.work():
        assert db.session.scalars(select(PasswordRequest.id)).all() == [request_id]


def test_a_job_without_a_tenant_is_not_taken(app, superuser):
    """No tenant, no job: the database refuses it, and the web role cannot write into the queue by itself."""
    with app.app_context(), db.engine.connect() as connection:
        for statement in (
            "SELECT queue.enqueue('urgent', 'mail.deliver', '{}', NULL)",
            "INSERT INTO queue.procrastinate_jobs (queue_name, task_name) VALUES ('urgent', 'mail.deliver')",
            "SELECT * FROM queue.procrastinate_jobs",
            "SELECT queue.procrastinate_finish_job_v1(1, 'succeeded', true)",
        ):
            with pytest.raises(Exception, match=r"a job needs a tenant|permission denied"), connection.begin():
                connection.execute(text(statement))


def test_by_log_and_outbox(houses):
    """What happens at B leaves no line at A."""
    a, b = houses
    owner = b.agency.sign_in("owner").get(f"/verwaltung/kunden/kontakte/{b.agency.contact.id}")
    owner.post(f"/verwaltung/kunden/kontakte/{b.agency.contact.id}/einladen", follow=False)
    assert owner.status == 303
    with a.agency.work():
        ours = {entry.object_id for entry in db.session.scalars(select(AuditEntry))}
        assert b.agency.person.id not in ours
    outbox = a.agency.sign_in("owner").get("/verwaltung/postausgang")
    links = [link["href"] for link in parse(outbox.html).all("a") if "/postausgang/" in link["href"]]
    with a.agency.work():
        own = {str(id) for id in db.session.scalars(select(OutgoingMail.id))}
    assert {match for link in links for match in re.findall(r"postausgang/([0-9a-f-]{36})", link)} <= own


def test_cookie_names_are_bound_to_the_host():
    """`__Host-` cookies have no Domain, so no sibling receives or writes them (proved in Chromium, tests/browser)."""
    assert all(name.startswith("__Host-") for name in NAMES.values())


def _mails(house: House) -> tuple[int, set]:
    with house.agency.work():
        rows = db.session.execute(select(OutgoingMail.id, OutgoingMail.sent_at)).all()
        return len(rows), {row.id for row in rows}
