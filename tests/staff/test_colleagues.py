"""Mitarbeiter: inviting, roles, and shutting the door."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.audit import AuditEntry
from app.staff.models import StaffMember
from app.staff.roles import Role
from tenants import db, uuid7
from tests.cast import PASSWORD, Someone

NEW = "Fünf-Segel-am-Horizont-09"
FORM = {"Vorname": "Nele", "Nachname": "Nord", "E-Mail-Adresse": "nele@example.org", "Rolle": "Mitarbeiter"}


def invite(client, **values):
    return client.get("/verwaltung/mitarbeiter/einladen").submit("Einladung senden", FORM | values)


def page_of(someone) -> str:
    return f"/verwaltung/mitarbeiter/{someone.id}"


def role_of(agency, someone) -> str:
    with agency.work():
        return someone.load().role


@pytest.fixture
def second_owner(cast) -> Someone:
    """One more owner of agency a."""
    with cast.a.work():
        member = StaffMember.join(
            id=uuid7(), first_name="Oda", last_name="Otto", email="oda@example.org", role=Role.OWNER
        )
        member.set_password(PASSWORD)
        return Someone(StaffMember, member.id, member.name, member.email)


def test_everybody_stands_in_the_list_with_role_and_access(cast):
    client = cast.a.sign_in("admin").get("/verwaltung/mitarbeiter")
    for words in ("Olga Ohm", "Inhaber", "Rena Riff", "Nur lesen", "Passwort vergeben, noch nicht angemeldet"):
        assert words in client.text
    with cast.b.work():
        cast.b.reader.load().rename("Fremde", "Leserin")
    assert "Fremde Leserin" not in client.get("/verwaltung/mitarbeiter").text


def test_somebody_invited_chooses_a_password_and_signs_in(cast, letters):
    client = invite(cast.a.sign_in("admin"))
    assert client.path == "/verwaltung/mitarbeiter"
    assert "Nele Nord ist eingeladen." in client.text
    assert "eingeladen bis" in client.text
    mail = letters.to("nele@example.org", cast.a.slug)[-1]
    assert "Ada Amsel lädt Sie zu Hafenlicht ein" in mail["Subject"]
    nele = cast.a.visit().get(letters.link("nele@example.org", cast.a.slug, "/einladung/"))
    assert nele.title == "Willkommen, Nele"
    nele.submit("Passwort speichern", {"Neues Passwort": NEW})
    assert (nele.path, nele.value("E-Mail-Adresse")) == ("/anmelden", "nele@example.org")
    nele.submit("Anmelden", {"Passwort": NEW})
    assert nele.path == "/verwaltung/"
    assert len(letters.to("nele@example.org", cast.a.slug)) == 1


def test_an_invitation_lives_for_48_hours_and_can_be_asked_for_anew(cast, letters, clock):
    invite(cast.a.sign_in("admin"))
    link = letters.link("nele@example.org", cast.a.slug, "/einladung/")
    clock.move(hours=47, minutes=59, seconds=55)
    assert cast.a.visit().get(link).status == 200
    clock.move(seconds=10)
    client = cast.a.visit().get(link)
    assert (client.status, client.title) == (410, "Dieser Link gilt nicht mehr")
    client.submit("Neuen Link anfordern")
    assert cast.a.visit().get(letters.link("nele@example.org", cast.a.slug, "/einladung/")).status == 200


def test_sending_again_kills_the_link_before(cast, letters):
    client = invite(cast.a.sign_in("admin"))
    link = letters.link("nele@example.org", cast.a.slug, "/einladung/")
    client.submit("Erneut senden an Nele Nord", near="Nele Nord")
    assert "erneut unterwegs" in client.text
    assert cast.a.visit().get(link).status == 410
    assert cast.a.visit().get(letters.link("nele@example.org", cast.a.slug, "/einladung/")).status == 200


def test_deactivating_kills_an_invitation(cast, letters):
    invite(cast.a.sign_in("admin"))
    link = letters.link("nele@example.org", cast.a.slug, "/einladung/")
    with cast.a.work():
        StaffMember.find_by_email("nele@example.org").deactivate()
    client = cast.a.visit().get(link)
    assert client.status == 410
    client.submit("Neuen Link anfordern")
    assert len(letters.to("nele@example.org", cast.a.slug)) == 1


def test_an_address_belongs_to_one_colleague_and_what_was_typed_stays(cast):
    client = invite(cast.a.sign_in("admin"), **{"E-Mail-Adresse": "OLGA@Example.org"})
    assert client.status == 422
    assert "Mit dieser Adresse arbeitet schon jemand" in client.errors()["E-Mail-Adresse"]
    assert client.value("Vorname") == "Nele"


def test_the_same_form_sent_twice_invites_once(cast, letters):
    client = cast.a.sign_in("admin").get("/verwaltung/mitarbeiter/einladen")
    form = client.page
    client.submit("Einladung senden", FORM)
    client.page, client.path = form, "/verwaltung/mitarbeiter/einladen"
    client.submit("Einladung senden", FORM)
    assert client.path == "/verwaltung/mitarbeiter"
    assert len(letters.to("nele@example.org", cast.a.slug)) == 1


def test_fifty_equal_forms_at_once_invite_once(cast, letters):
    clients = [cast.a.sign_in("admin").get("/verwaltung/mitarbeiter/einladen") for _client in range(20)]
    id = clients[0].page.all("form")[-1].all("input")[1]["value"]

    def press(client):
        client.post(
            "/verwaltung/mitarbeiter/einladen",
            {
                "id": id,
                "first_name": "Nele",
                "last_name": "Nord",
                "email": "nele@example.org",
                "role": "member",
                "language": "de",
            },
            follow=False,
        )
        return client.status

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(press, clients)) == {303}
    assert len(letters.to("nele@example.org", cast.a.slug)) == 1


def test_a_role_changes_what_one_may_do_at_once(cast):
    member = cast.a.sign_in("member")
    assert member.get("/verwaltung/mitarbeiter").status == 403
    client = cast.a.sign_in("admin").get(page_of(cast.a.member))
    client.submit("Speichern", {"Rolle": "Administrator"})
    assert "hat jetzt die Rolle „Administrator“" in client.text
    assert member.get("/verwaltung/mitarbeiter").status == 200


def test_only_owners_make_owners_or_unmake_them(cast, second_owner):
    admin = cast.a.sign_in("admin")
    assert "Inhaber" not in [option.text() for option in admin.get(page_of(cast.a.member)).page.all("option")]
    admin.post(page_of(cast.a.member) + "/rolle", {"role": "owner"})
    assert (admin.status, role_of(cast.a, cast.a.member)) == (422, "member")
    admin.get(page_of(cast.a.owner))
    assert admin.page.all("option") == []
    for verb, data in (("rolle", {"role": "member"}), ("deaktivierung", {}), ("abmeldung", {})):
        admin.get("/verwaltung/").post(f"{page_of(cast.a.owner)}/{verb}", data)
        assert admin.status == 403
    invite(admin)
    assert "Inhaber" not in [
        option.text() for option in admin.get("/verwaltung/mitarbeiter/einladen").page.all("option")
    ]
    owner = cast.a.sign_in("owner").get(page_of(second_owner))
    owner.submit("Speichern", {"Rolle": "Mitarbeiter"})
    assert (role_of(cast.a, second_owner), role_of(cast.a, cast.a.owner)) == ("member", "owner")


def test_the_last_owner_stays(cast):
    client = cast.a.sign_in("owner").get(page_of(cast.a.owner))
    client.submit("Speichern", {"Rolle": "Mitarbeiter"})
    assert client.status == 422
    assert "Eine Agentur braucht einen Inhaber" in client.errors()["Rolle"]
    client.get("/verwaltung/").post(page_of(cast.a.owner) + "/deaktivierung")
    assert client.status == 409
    assert role_of(cast.a, cast.a.owner) == "owner"


def test_an_owner_who_only_was_invited_does_not_count(cast):
    owner = cast.a.sign_in("owner")
    invite(owner, Rolle="Inhaber")
    owner.get(page_of(cast.a.owner)).submit("Speichern", {"Rolle": "Mitarbeiter"})
    assert owner.status == 422


def test_two_owners_who_demote_each_other_at_once_leave_one(cast, second_owner):
    pairs = ((cast.a.owner, second_owner), (second_owner, cast.a.owner))
    clients = [(cast.a.sign_in(who).get(page_of(whom)), whom) for who, whom in pairs]

    def demote(client, whom):
        client.post(page_of(whom) + "/rolle", {"role": "member"}, follow=False)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda pair: demote(*pair), clients))
    with cast.a.work():
        owners = db.session.scalars(select(StaffMember).where(StaffMember.role == Role.OWNER)).all()
        assert len(owners) == 1


def test_deactivating_asks_ends_sessions_and_can_be_undone(cast):
    member = cast.a.sign_in("member")
    client = cast.a.sign_in("admin").get(page_of(cast.a.member)).follow("Deaktivieren …")
    assert client.title == "Mika Moor deaktivieren?"
    client.submit("Deaktivieren")
    assert "Mika Moor ist deaktiviert" in client.text
    assert member.get("/verwaltung/").path == "/anmelden"
    client.submit("Wieder zulassen")
    assert member.get("/verwaltung/").path == "/anmelden"
    member.submit("Anmelden", {"E-Mail-Adresse": cast.a.member.email, "Passwort": PASSWORD})
    assert member.path == "/verwaltung/"


def test_nobody_deactivates_oneself(cast, second_owner):
    client = cast.a.sign_in("owner").get("/verwaltung/")
    client.post(page_of(cast.a.owner) + "/deaktivierung")
    assert client.status == 409
    assert "Sich selbst können Sie nicht deaktivieren" in client.text


def test_a_colleague_can_be_signed_out_everywhere(cast):
    members = [cast.a.sign_in("member") for _device in range(2)]
    client = cast.a.sign_in("admin").get(page_of(cast.a.member))
    assert "Gerade auf 2 Geräten angemeldet." in client.text
    client.submit("Überall abmelden")
    assert "Gerade nirgends angemeldet." in client.text
    assert {member.get("/verwaltung/").path for member in members} == {"/anmelden"}


def test_changes_stand_in_the_log(cast):
    client = cast.a.sign_in("admin").get(page_of(cast.a.member))
    client.submit("Speichern", {"Rolle": "Nur lesen"})
    with cast.a.work():
        entry = db.session.scalar(AuditEntry.about(cast.a.member.load()).limit(1))
        assert (entry.verb, entry.actor_name) == ("staff.role_changed", "Ada Amsel")
        assert (entry.details["before"], entry.details["after"]) == ("member", "reader")


GET = ("", "/einladen", "/{id}", "/{id}/deaktivierung")
POST = (
    "/einladen",
    "/{id}/einladung",
    "/{id}/rolle",
    "/{id}/deaktivierung",
    "/{id}/wiederzulassung",
    "/{id}/abmeldung",
)


@pytest.mark.parametrize("path", GET)
@pytest.mark.parametrize("role", ["member", "reader"])
def test_without_the_right_403(cast, path, role):
    client = cast.a.sign_in(role)
    assert client.get("/verwaltung/mitarbeiter" + path.format(id=cast.a.reader.id)).status == 403
    with cast.a.work():
        assert db.session.scalar(AuditEntry.latest().limit(1)).verb == "staff.refused"


@pytest.mark.parametrize("path", POST)
def test_without_the_right_nothing_is_changed(cast, path):
    client = cast.a.sign_in("member").get("/verwaltung/")
    assert client.post("/verwaltung/mitarbeiter" + path.format(id=cast.a.reader.id), {"role": "admin"}).status == 403
    assert role_of(cast.a, cast.a.reader) == "reader"


@pytest.mark.parametrize("path", [path for path in GET if "{id}" in path])
def test_a_colleague_of_another_agency_gets_404(cast, path):
    client = cast.a.sign_in("owner")
    assert client.get("/verwaltung/mitarbeiter" + path.format(id=cast.b.member.id)).status == 404


@pytest.mark.parametrize("path", [path for path in POST if "{id}" in path])
def test_changing_a_colleague_of_another_agency_gets_404(cast, path):
    client = cast.a.sign_in("owner").get("/verwaltung/")
    answer = client.post("/verwaltung/mitarbeiter" + path.format(id=cast.b.member.id), {"role": "admin"})
    assert (answer.status, role_of(cast.b, cast.b.member)) == (404, "member")


@pytest.mark.parametrize("path", GET)
def test_signed_out_to_the_sign_in_page(cast, path):
    client = cast.a.visit().get("/verwaltung/mitarbeiter" + path.format(id=cast.a.reader.id))
    assert (client.status, client.title) == (200, "Anmelden")


def test_a_session_of_one_agency_is_none_at_another(cast):
    client = cast.a.sign_in("owner")
    cookie = client.http.get_cookie("__Host-kontor-staff", domain=cast.a.host, path="/")
    stranger = cast.b.visit()
    stranger.http.set_cookie("__Host-kontor-staff", cookie.value, domain=cast.b.host, path="/")
    assert stranger.get("/verwaltung/mitarbeiter").path.startswith("/anmelden")
