"""Einstellungen → Mitgliederliste."""

import html

import pytest
from sqlalchemy import select

from app.access import opened_by_groups
from app.audit import AuditEntry
from app.members.models import MemberList, MemberListGroup
from app.members.sites import origin, origins
from tenants import db
from tests.members.conftest import group_named, member, set_up

SETTINGS = "/verwaltung/mitgliederliste"
PREVIEW = f"{SETTINGS}/vorschau"


def save(client, **values):
    return client.get(SETTINGS).submit("Speichern", values)


def test_from_the_settings_to_the_public_page(cast):
    member(cast.a, "Orgelwerk", "Nord", city="Lübeck", street="Engelsgrube 31")
    member(cast.a, "Südlicht", "Süd", city="Kiel")
    client = cast.a.sign_in("admin").get("/verwaltung/einstellungen").follow("Mitgliederliste", near="Welche Kunden")
    assert "Zurzeit sind es 2." in client.text
    client.submit(
        "Speichern",
        {
            "Öffentlich zeigen": True, "Überschrift": "Unsere Werkstätten", "Einleitung": "Alle im Norden.",
            "Was außer dem Namen zu sehen ist": ["Ort"], "Wer darin steht": "Von ihnen nur die aus diesen Gruppen",
            "Gruppen": ["Kunden: Nord"], "Reihenfolge": "Nach Gruppen",
            "Websites, die sie einbetten dürfen": "https://www.example.org/\n\nhttps://WWW.example.org",
        },
    )  # fmt: skip
    assert client.path == SETTINGS
    assert "gespeichert" in client.text
    assert "Zurzeit ist es einer." in client.text
    assert f"http://{cast.a.host}:8000/mitglieder" in client.text
    code = f'<iframe src="http://{cast.a.host}:8000/mitglieder/einbetten" title="Unsere Werkstätten"'
    assert code in html.unescape(client.html)
    assert client.value("Websites, die sie einbetten dürfen") == "https://www.example.org"
    public = cast.a.visit().get("/mitglieder")
    assert public.title == "Unsere Werkstätten"
    for said in ("Orgelwerk", "Lübeck", "Alle im Norden.", "Nord"):
        assert said in public.text
    for hidden in ("Südlicht", "Engelsgrube"):
        assert hidden not in public.text
    with cast.a.work():
        entry = db.session.scalar(AuditEntry.latest().limit(1))
        assert entry.verb == "member_list.changed"
        assert "groups" in entry.details["fields"]
    assert "Mitgliederliste geändert" in client.get("/verwaltung/").text
    assert cast.b.visit().get("/mitglieder").status == 404


def test_saved_twice_it_is_one(cast):
    client = save(cast.a.sign_in("owner"), **{"Öffentlich zeigen": True})
    assert save(client, **{"Öffentlich zeigen": True}).status == 200
    with cast.a.work():
        assert len(db.session.scalars(select(MemberList)).all()) == 1
        assert db.session.scalars(select(MemberListGroup)).all() == []


def test_chosen_groups_need_one(cast):
    client = save(cast.a.sign_in("owner"), **{"Wer darin steht": "Von ihnen nur die aus diesen Gruppen"})
    assert client.status == 422
    assert "mindestens eine Gruppe" in client.errors()["Gruppen"]
    with cast.a.work():
        assert MemberList.current().all_groups


def test_a_group_of_another_agency_cannot_be_chosen(cast):
    with cast.b.work():
        foreign = group_named("Alle Kunden").id
    client = cast.a.sign_in("owner").get(SETTINGS)
    client.post(SETTINGS, {"scope": "some", "groups": str(foreign), "order": "name"})
    assert client.status == 422
    with cast.a.work():
        assert db.session.scalars(select(MemberListGroup)).all() == []


SITES = {
    "https://www.example.org": "https://www.example.org",
    "https://www.example.org/": "https://www.example.org",
    "HTTPS://Example.ORG:443": "https://example.org",
    "https://example.org:8443": "https://example.org:8443",
    "https://bäckerei.example": "https://xn--bckerei-5wa.example",
}


@pytest.mark.parametrize("typed", SITES)
def test_websites_become_exact_origins(typed):
    assert origin(typed) == SITES[typed]


NONE = (
    "http://www.example.org", "http://localhost", "https://localhost", "https://*.example.org", "*", "https://*",
    "https:", "https://example.org/seite", "https://example.org?x", "https://example.org#x", "https://anna@example.org",
    "https://example.org:0", "https://example.org:65536", "https://example", "https://.example.org", "'self'", "data:",
    "https://example.org; script-src *", "https://example.org,https://b.example", "https://-a.example", "//example.org",
    "www.example.org", "javascript:alert(1)", "https://exa mple.org", "https://[::1]", "https://127.0.0.1",
    f"https://{'a' * 64}.example", f"https://{'a.' * 130}example",
)  # fmt: skip


@pytest.mark.parametrize("typed", NONE)
def test_everything_else_is_no_website(typed):
    assert origins(typed) == ([], [typed])


def test_in_development_this_machine_is_one():
    assert origins("http://localhost:9000\nhttp://a.localhost", development=True)[1] == []
    assert origins("http://example.org", development=True)[0] == []


def test_a_website_that_is_none_is_named_and_what_was_typed_stays(cast):
    typed = "https://www.example.org\nhttps://*.example.org"
    client = save(cast.a.sign_in("owner"), **{"Websites, die sie einbetten dürfen": typed})
    assert client.status == 422
    assert "„https://*.example.org“ ist keine Adresse" in client.errors()["Websites, die sie einbetten dürfen"]
    assert client.value("Websites, die sie einbetten dürfen") == typed
    many = "\n".join(f"https://www{number}.example.org" for number in range(21))
    client = save(client, **{"Websites, die sie einbetten dürfen": many})
    assert "höchstens 20" in client.errors()["Websites, die sie einbetten dürfen"]
    with cast.a.work():
        assert MemberList.current().origins == []


def test_the_preview_shows_it_before_anybody_else_sees_it(cast):
    member(cast.a, "Orgelwerk")
    set_up(cast.a, public=False)
    client = cast.a.sign_in("admin").get(SETTINGS).follow("Vorschau")
    assert "noch sieht sie niemand" in client.text
    assert "Orgelwerk" in client.text
    set_up(cast.a)
    assert "So sehen alle" in client.get(PREVIEW).text


def test_the_settings_say_which_groups_open_it(cast):
    client = cast.a.sign_in("owner").get(SETTINGS)
    assert "Diese Gruppen öffnen sie: Alle Kunden" in client.text
    with cast.a.work():
        group_named("Alle Kunden").opens_all = False
    assert "Noch keine Gruppe öffnet sie" in client.get(SETTINGS).text


def test_a_section_that_is_not_switched_on_is_open_to_nobody(cast):
    with cast.a.work():
        assert "members" not in opened_by_groups(cast.a.customer.load())
    set_up(cast.a, public=False)
    with cast.a.work():
        assert "members" in opened_by_groups(cast.a.customer.load())
    with cast.b.work():
        assert "members" not in opened_by_groups(cast.b.customer.load())


@pytest.mark.parametrize("path", [SETTINGS, PREVIEW])
@pytest.mark.parametrize("role", ["member", "reader"])
def test_without_the_right_403(cast, role, path):
    client = cast.a.sign_in(role)
    assert client.get(path).status == 403
    assert "Mitgliederliste" not in client.get("/verwaltung/einstellungen").text
    assert client.get("/verwaltung/").post(SETTINGS, {"public": "y"}).status == 403


def test_signed_out_to_the_sign_in_page(cast):
    for path in (SETTINGS, PREVIEW):
        assert cast.a.visit().get(path).title == "Anmelden"
