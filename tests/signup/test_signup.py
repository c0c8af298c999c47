"""Founding an agency: the form, the race for a subdomain, confirming, and names that come free again."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text

from app.access import sections
from app.access.models import ContactDefault
from app.audit import AuditEntry
from app.groups.models import Group
from app.signup.agency import Signup, free_names
from app.staff.models import StaffMember
from tenants import Tenant, as_tenant, current_tenant, db, find_by_slug, system_session
from tests.client import Client

PASSWORD = "Sieben-Bojen-vor-der-Mole-4"


@pytest.fixture
def apex(app) -> Client:
    return Client(app, "localhost")


@pytest.fixture
def form():
    """What a founder types; every test has a name of its own."""
    slug = f"neu-{secrets.token_hex(5)}"
    return {
        "Name der Agentur": "Neues Ufer",
        "Subdomain": slug,
        "Vorname": "Frieda",
        "Nachname": "Föhr",
        "E-Mail-Adresse": f"frieda@{slug}.example.org",
        "Passwort": PASSWORD,
    }


@pytest.fixture
def sign_up(apex, form):
    """Sign up with the form, some of it changed."""
    return lambda **changes: apex.get("/agentur-anlegen").submit("Agentur anlegen", form | changes)


@pytest.fixture
def founded(app, form, sign_up, letters):
    """A sign-up whose mail has arrived: a browser at the new agency's host, and the path of the link."""
    sign_up()
    link = letters.link(form["E-Mail-Adresse"], form["Subdomain"], "/l/agentur/")
    return Client(app, f"{form['Subdomain']}.localhost"), link


def tenants_named(slug: str, app) -> int:
    with app.app_context(), system_session() as session:
        return session.scalar(select(func.count()).select_from(Tenant).where(Tenant.slug == slug))


def confirm(client, link, password=PASSWORD):
    return client.get(link).submit("Bestätigen und anmelden", {"Passwort": password})


def test_the_fields_are_those_of_the_plan(apex):
    apex.get("/").follow("Agentur anlegen")
    assert [label.text() for label in apex.page.all("label")] == [
        "Name der Agentur", "Subdomain", "Vorname", "Nachname", "E-Mail-Adresse", "Passwort",
    ]  # fmt: skip


def test_the_founder_sees_where_the_mail_went(apex, form, sign_up):
    sign_up()
    assert form["E-Mail-Adresse"] in apex.text
    assert "@" not in apex.path
    assert "geht an:" not in Client(apex.app, "localhost").get(apex.path).text


def test_from_sign_up_to_the_overview(app, apex, form, sign_up, founded, letters):
    assert apex.title == "Bitte bestätigen Sie Ihre E-Mail-Adresse"
    mail = letters.to(form["E-Mail-Adresse"], form["Subdomain"])[-1]
    assert "Neues Ufer" in str(mail["From"])
    assert form["E-Mail-Adresse"] in str(mail["Reply-To"])
    client, link = founded
    for path in ("/", "/anmelden", "/verwaltung/", "/kunden/"):
        assert client.get(path).status == 404
    assert confirm(client, link).path == "/verwaltung/"
    assert "Ihre Agentur ist bestätigt." in client.text
    assert "Frieda Föhr" in client.text
    assert client.get("/verwaltung/mitarbeiter").status == 200


def test_one_transaction_makes_everything(app, form, founded):
    tenant_id = find_by_slug_in(app, form["Subdomain"]).id
    with app.app_context(), as_tenant(tenant_id):
        tenant, owner = current_tenant(), db.session.scalar(select(StaffMember))
        assert (tenant.name, tenant.confirmed_at, tenant.reply_to) == ("Neues Ufer", None, form["E-Mail-Adresse"])
        assert (owner.name, owner.role, owner.email) == ("Frieda Föhr", "owner", form["E-Mail-Adresse"])
        assert [group.name for group in db.session.scalars(select(Group))] == ["Alle Kunden"]
        assert ContactDefault.keys("permission") == {section.key for section in sections.with_permission()}
        assert ContactDefault.keys("notification") >= {"task_new", "comment_new", "file_new"}
        verbs = db.session.scalars(AuditEntry.latest()).all()
        assert {entry.verb for entry in verbs} >= {"agency.signed_up", "agency.confirmation_sent"}


def find_by_slug_in(app, slug):
    with app.app_context():
        return find_by_slug(slug)


def test_twenty_at_once_one_gets_the_name(app, form):
    def founder(number):
        client = Client(app, "localhost").get("/agentur-anlegen")
        client.http.environ_base["REMOTE_ADDR"] = f"198.51.{number}.1"
        return client

    clients = [founder(number) for number in range(20)]

    def press(number):
        values = form | {"E-Mail-Adresse": f"founder{number}@example.org"}
        client = clients[number].submit("Agentur anlegen", values)
        return client.status, "" if client.status == 200 else client.errors()["Subdomain"]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(press, range(20)))
    taken = (422, "Diese Subdomain ist schon vergeben. Bitte wählen Sie eine andere.")
    assert sorted(answers) == [(200, ""), *[taken] * 19]
    assert tenants_named(form["Subdomain"], app) == 1


def test_only_the_constraint_decides(app, form):
    """Also when both looked before either wrote, nothing of the second stays."""
    values = {
        "agency_name": "A", "slug": form["Subdomain"], "first_name": "F", "last_name": "F",
        "email": "f@example.org", "password": PASSWORD,
    }  # fmt: skip
    with app.app_context(), as_tenant(0):
        Signup(**values).run()
        with pytest.raises(ValueError, match=form["Subdomain"]):
            Signup(**values).run()
    assert tenants_named(form["Subdomain"], app) == 1


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("ab", "3 bis 30 Zeichen"), ("1agentur", "3 bis 30 Zeichen"), ("müller", "3 bis 30 Zeichen"),
        ("neu.es", "3 bis 30 Zeichen"), ("-neues", "3 bis 30 Zeichen"), ("neues-", "3 bis 30 Zeichen"),
        ("neu es", "3 bis 30 Zeichen"), ("xn--mller-kva", "keine zwei Bindestriche"),
        ("neu--es", "keine zwei Bindestriche"), ("www", "reserviert"), ("kontor", "reserviert"),
        ("k0ntor", "zum Verwechseln"), ("kon-tor", "zum Verwechseln"), ("ma1l", "zum Verwechseln"),
        ("rnail", "zum Verwechseln"), ("vvebmail", "zum Verwechseln"), ("supp0rt", "zum Verwechseln"),
        ("a" * 31, "Höchstens 30 Zeichen"),
    ],
)  # fmt: skip
def test_a_name_that_nobody_may_have_is_refused_and_stays(app, sign_up, slug, sentence):
    client = sign_up(Subdomain=slug)
    assert client.status == 422
    assert sentence in client.errors()["Subdomain"]
    assert (client.value("Subdomain"), client.value("Vorname")) == (slug, "Frieda")
    if len(slug) < 31:
        hint = client.get("/agentur-anlegen/subdomain", query_string={"name": slug}).json
        assert not hint["free"]
        assert sentence in hint["message"]


def test_capitals_are_read_as_small_letters(app, form, sign_up):
    sign_up(Subdomain=form["Subdomain"].upper())
    assert tenants_named(form["Subdomain"], app) == 1


def test_it_says_while_typing_whether_a_name_is_free(apex, cast, form):
    def ask(name):
        return apex.get("/agentur-anlegen/subdomain", query_string={"name": name}).json

    free = ask(form["Subdomain"])
    assert free == {"free": True, "message": f"{form['Subdomain']}.localhost ist frei."}
    assert ask(cast.a.slug)["message"].startswith("Diese Subdomain ist schon vergeben.")
    assert not ask("")["free"]


@pytest.mark.parametrize("password", ["kurz", "passwort123456", "Neues Ufer 2026", "Frieda Föhr 1"])
def test_a_poor_password_is_refused(app, form, sign_up, password):
    client = sign_up(Passwort=password)
    assert client.errors()["Passwort"]
    assert tenants_named(form["Subdomain"], app) == 0


def test_the_answer_is_the_same_for_an_address_known_elsewhere(cast, form, sign_up):
    typed, taken = form["E-Mail-Adresse"], cast.a.owner.email
    unknown = sign_up().html.replace(typed, "")
    known = sign_up(**{"Subdomain": f"x{form['Subdomain']}", "E-Mail-Adresse": taken}).html.replace(taken, "")
    assert unknown == known


def test_signing_up_often_with_one_address_is_slowed_down(form, sign_up):
    answers = [sign_up(Subdomain=f"{form['Subdomain'][:20]}-{number}").status for number in range(11)]
    assert answers == [200] * 10 + [429]


def test_the_link_may_be_opened_often_and_confirms_once(founded):
    client, link = founded
    for _time in range(50):
        assert client.get(link).status == 200
    assert confirm(client, link).path == "/verwaltung/"
    assert client.get(link).status == 410
    assert "Die Agentur ist schon bestätigt." in client.text


def test_of_many_at_once_one_confirms(app, form, founded):
    _client, link = founded
    clients = [Client(app, f"{form['Subdomain']}.localhost").get(link) for _client in range(20)]

    def press(client):
        client.submit("Bestätigen und anmelden", {"Passwort": PASSWORD}, follow=False)
        return client.status

    with ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(press, clients)) == [303, *[410] * 19]


def test_without_the_password_of_the_sign_up_nothing_happens(app, form, founded):
    client, link = founded
    confirm(client, link, "geraten")
    assert client.status == 422
    assert "Das ist nicht das Passwort" in client.errors()["Passwort"]
    assert client.get("/verwaltung/").status == 404
    for _try in range(9):
        confirm(client, link, "geraten")
    assert confirm(client, link).status == 429


def test_the_link_is_refused_at_another_agency(cast, founded):
    _client, link = founded
    assert cast.a.visit().get(link).status == 410


def test_after_48_hours_the_agency_is_gone_and_the_name_is_free(app, form, founded, sign_up, clock):
    client, link = founded
    clock.move(hours=47, minutes=59, seconds=55)
    assert client.get(link).status == 200
    with app.app_context():
        free_names()
    assert tenants_named(form["Subdomain"], app) == 1
    clock.move(seconds=10)
    assert client.get(link).status == 404
    with app.app_context():
        free_names()
    assert tenants_named(form["Subdomain"], app) == 0
    assert sign_up().title == "Bitte bestätigen Sie Ihre E-Mail-Adresse"


def test_a_confirmed_agency_is_never_freed(app, cast, form, founded, clock, superuser):
    confirm(*founded)
    clock.move(days=400)
    with app.app_context():
        free_names()
    assert tenants_named(form["Subdomain"], app) == tenants_named(cast.a.slug, app) == 1


def test_the_database_lets_the_worker_delete_only_what_was_never_confirmed(app, cast, founded):
    with app.app_context(), system_session() as session:
        statement = text("DELETE FROM tenant WHERE slug = :slug")
        assert session.execute(statement, {"slug": cast.a.slug}).rowcount == 0


def test_nothing_of_a_freed_agency_stays(app, form, founded, clock, superuser):
    tenant_id = find_by_slug_in(app, form["Subdomain"]).id
    clock.move(hours=49)
    with app.app_context():
        free_names()
    with superuser.connect() as connection:
        for table in ("staff_member", "customer_group", "audit_entry", "outgoing_mail", "sign_in_session"):
            query = text(f"SELECT count(*) FROM {table} WHERE tenant_id = :id")
            assert connection.scalar(query, {"id": tenant_id}) == 0


def test_a_fresh_link_kills_the_one_before(app, form, founded, letters):
    client, link = founded
    client.get(link).post(link + "/neu")
    assert client.title == "Bitte sehen Sie in Ihr Postfach"
    newer = letters.link(form["E-Mail-Adresse"], form["Subdomain"], "/l/agentur/")
    assert newer != link
    dead = client.get(link)
    assert (dead.status, dead.title) == (410, "Dieser Link gilt nicht mehr")
    dead.submit("Neuen Link anfordern")
    newest = letters.link(form["E-Mail-Adresse"], form["Subdomain"], "/l/agentur/")
    assert confirm(client, newest).path == "/verwaltung/"


def test_pages_of_the_apex_are_not_at_agencies(cast):
    for path in ("/agentur-anlegen", "/zu-meiner-agentur", "/agentur-anlegen/subdomain?name=x"):
        assert cast.a.visit().get(path).status == 404


def test_the_landing_page_links_imprint_and_privacy(apex):
    apex.get("/")
    for name in ("Impressum", "Datenschutz"):
        assert apex.get("/").follow(name).title == name
