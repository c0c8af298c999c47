"""The member list as everybody sees it: page, frame and pictures; never more than was agreed to and chosen."""

import io
import re

import pytest
from PIL import Image

from app.contacts.models import Contact
from app.customers.models import Customer
from app.members.models import CustomerPicture, MemberList
from tenants import db
from tests.members.conftest import EVERYTHING, group_named, member, set_up

LIST, FRAME = "/mitglieder", "/mitglieder/einbetten"
SECRETS = {
    "street": "Engelsgrube 31", "postcode": "23552", "city": "Lübeck", "phone": "+493023125777",
    "email": "post@example.org", "website": "https://orgel.example/",
}  # fmt: skip
SHOWN = {"phone": "030 23125777", "website": "orgel.example"}
"""How some of them are written on the page."""


def names(client) -> list[str]:
    return [node.text() for node in client.page.all("h3")]


def webp(colour: str = "red") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(made, "WEBP")
    return made.getvalue()


@pytest.fixture
def full(cast):
    """A customer who agreed, with everything known of it, in a list that shows nothing but names."""
    cast.a.things["full"] = member(cast.a, "Orgelwerk", "Nord", **SECRETS)
    set_up(cast.a, fields="")
    return cast.a


@pytest.mark.parametrize("path", [LIST, FRAME])
def test_off_it_is_not_there(cast, path):
    member(cast.a, "Orgelwerk")
    assert cast.a.visit().get(path).status == 404
    set_up(cast.a, public=False)
    assert cast.a.visit().get(path).status == 404
    assert cast.a.sign_in("owner").get(path).status == 404


@pytest.mark.parametrize("path", [LIST, FRAME])
def test_only_who_agreed_stands_in_it(cast, path):
    set_up(cast.a)
    member(cast.a, "Ärztehaus")
    member(cast.a, "Zimmerei", in_lists=False)
    for company in ("Gesperrt", "Zurückgezogen"):
        member(cast.a, company)
    with cast.a.work():
        Customer.search("Gesperrt")[0][0].locked_at = db.session.get_one(MemberList, key()).changed_at
        Customer.search("Zurückgezogen")[0][0].withdraw_from_lists(cast.a.person.load())
    member(cast.b, "Fremdes Haus")
    set_up(cast.b)
    client = cast.a.visit().get(path)
    assert names(client) == ["Ärztehaus"]
    for word in ("Zimmerei", "Gesperrt", "Zurückgezogen", "Fremdes Haus"):
        assert word not in client.html
        assert names(client.get(path, query_string={"q": word})) == []


def key():
    row = MemberList.current()
    return (row.tenant_id, row.id)


@pytest.mark.parametrize("path", [LIST, FRAME])
@pytest.mark.parametrize("field", SECRETS)
def test_what_was_not_chosen_stands_nowhere_and_is_not_found(full, path, field):
    shown = SHOWN.get(field, SECRETS[field])
    client = full.visit().get(path)
    assert names(client) == ["Orgelwerk"]
    assert shown not in client.html
    assert SECRETS[field] not in client.html
    assert names(client.get(path, query_string={"q": shown})) == []
    set_up(full, fields=field)
    client = full.visit().get(path)
    assert shown in client.text
    assert names(client.get(path, query_string={"q": shown})) == ["Orgelwerk"]
    assert not [other for other in set(SECRETS) - {field} if SHOWN.get(other, SECRETS[other]) in client.text]


def test_contact_and_groups_only_if_chosen(full):
    with full.work():
        person = full.person.load()
        Contact.add(Customer.get(full.things["full"]), person)
        person.update(first_name="Berta", last_name="Balg")
    client = full.visit().get(LIST)
    assert "Balg" not in client.html
    assert "Nord" not in client.html
    assert names(client.get(LIST, query_string={"q": "Balg"})) == []
    assert names(client.get(LIST, query_string={"q": "Nord"})) == []
    set_up(full, fields="contact groups")
    client = full.visit().get(LIST)
    assert "Berta Balg" in client.text
    assert "Nord" in client.text
    for asked in ("balg berta", "nord"):
        assert names(client.get(LIST, query_string={"q": asked})) == ["Orgelwerk"]


def test_a_contact_without_a_name_does_not_give_its_address_away(full):
    with full.work():
        person = full.person.load()
        Contact.add(Customer.get(full.things["full"]), person)
        person.first_name = person.last_name = ""
    set_up(full, fields="contact")
    assert full.person.email not in full.visit().get(LIST).html


def test_search_knows_umlauts_and_other_scripts(cast):
    set_up(cast.a)
    for company in ("Bäckerei Müller", "Straße & Söhne", "Москва Хор", "شركة الميناء", "100% Käse_Laden"):
        member(cast.a, company)
    client = cast.a.visit()
    wanted = {
        "MULLER": "Bäckerei Müller", "mueller": "Bäckerei Müller", "muller back": "Bäckerei Müller",
        "strasse": "Straße & Söhne", "МОСКВА": "Москва Хор", "الميناء": "شركة الميناء", "100%": "100% Käse_Laden",
        "kase laden": "100% Käse_Laden",
    }  # fmt: skip
    for asked, found in wanted.items():
        assert names(client.get(LIST, query_string={"q": asked})) == [found], asked
    for asked in ("%", "_", "\\", "müller straße", "' OR 1=1 --"):
        assert names(client.get(LIST, query_string={"q": asked})) == []
    assert "Kein Eintrag gefunden." in client.text
    assert names(client.follow("Alle zeigen")) == [
        "100% Käse_Laden", "Bäckerei Müller", "Straße & Söhne", "Москва Хор", "شركة الميناء"
    ]  # fmt: skip


def test_by_group_in_the_order_of_the_groups(cast):
    for company, groups in (("Zander", ["Nord"]), ("Aal", ["Nord", "Süd"]), ("Barsch", []), ("Hecht", ["Süd"])):
        member(cast.a, company, *groups)
    set_up(cast.a, by_group=True)
    client = cast.a.visit().get(LIST)
    headings = [node.text() for node in client.page.all("h2")]
    assert headings == ["Nord", "Süd", "Weitere"]
    assert names(client) == ["Aal", "Zander", "Aal", "Hecht", "Barsch"]
    with cast.a.work():
        MemberList.change([group_named("Süd")], all_groups=False)
    client.get(LIST)
    assert [node.text() for node in client.page.all("h2")] == ["Süd"]
    assert names(client) == ["Aal", "Hecht"]
    assert "Nord" not in client.html


def test_fifty_a_page_and_as_many_queries_for_one_as_for_many(cast, count_queries):
    set_up(cast.a, pictures=True)
    member(cast.a, "Haus 00", "Nord")
    client = cast.a.visit()
    client.get(LIST)
    with count_queries() as few:
        client.get(LIST)
    for number in range(1, 60):
        member(cast.a, f"Haus {number:02}", "Nord", "Süd", city="Kiel")
    with count_queries() as many:
        client.get(LIST)
    assert len(many) == len(few)
    assert len(names(client)) == 50
    assert names(client.get(LIST, query_string={"seite": "2", "q": "Kiel"})) == [f"Haus {n}" for n in range(51, 60)]
    assert names(client.get(LIST, query_string={"seite": "99"}))[-1] == "Haus 59"


def test_an_empty_list_is_friendly(cast):
    set_up(cast.a, title="Unsere Werkstätten", intro="Eins.\nZwei.")
    client = cast.a.visit().get(LIST)
    assert client.title == "Unsere Werkstätten"
    assert "Noch kein Eintrag" in client.text
    assert "Eins." in client.text


def test_search_engines_are_sent_away_unless_they_may(cast):
    set_up(cast.a)
    client = cast.a.visit().get(LIST)
    assert "noindex" in client.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in client.html
    set_up(cast.a, findable=True)
    client.get(LIST)
    assert "X-Robots-Tag" not in client.headers
    assert "noindex" not in client.html
    assert "noindex" in client.get(FRAME).headers["X-Robots-Tag"]


def test_it_speaks_english_too(cast):
    set_up(cast.a)
    client = cast.a.visit().get(LIST).follow("English")
    assert client.title == "Members"
    assert client.page.all("html")[0]["lang"] == "en"
    assert client.get(LIST).title == "Members"


def test_the_frame_keeps_no_cookie_and_hears_none(listed):
    client = listed.visit().get(LIST).follow("English")
    assert client.get(FRAME).title == "Mitglieder"
    client = listed.visit().get(FRAME, query_string={"sprache": "en"})
    assert client.title == "Members"
    assert "Set-Cookie" not in client.headers
    client.submit("Search", {"Search the list": "orgel"})
    assert client.title == "Members"
    assert names(client) == ["Orgelbau Matthiesen"]
    plain = listed.visit().get(FRAME).html
    assert listed.sign_in("owner").get(FRAME).html == plain
    assert not listed.visit().get(FRAME).page.all("form", "button")[0]["method"]


def policy(client) -> str:
    return re.search(r"frame-ancestors ([^;]*)", client.headers["Content-Security-Policy"])[1]


def test_the_frame_stands_on_the_named_websites_alone(listed):
    client = listed.visit().get(FRAME)
    assert policy(client) == "'none'"
    assert client.headers["X-Frame-Options"] == "DENY"
    set_up(listed, sites="https://www.example.org https://example.org:8443")
    client.get(FRAME)
    assert policy(client) == "https://www.example.org https://example.org:8443"
    assert "X-Frame-Options" not in client.headers
    for path in (LIST, "/anmelden", f"{FRAME}/x"):
        client.get(path)
        assert policy(client) == "'none'"
        assert client.headers["X-Frame-Options"] == "DENY"
    set_up(listed, public=False)
    assert client.get(FRAME).headers["X-Frame-Options"] == "DENY"


def test_pictures_of_shown_members_alone(listed):
    id = listed.customer.id
    with listed.work():
        CustomerPicture.set(listed.customer.load(), webp())
        CustomerPicture.set(listed.other_customer.load(), webp())
    path, client = f"{LIST}/bild/{id}", listed.visit()
    assert client.get(path).status == 404
    assert "<img" not in client.get(LIST).html
    set_up(listed, pictures=True)
    assert path in client.get(LIST).html
    client.get(path)
    assert (client.status, client.headers["Content-Type"]) == (200, "image/webp")
    assert client.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.headers["X-Content-Type-Options"] == "nosniff"
    assert "noindex" in client.headers["X-Robots-Tag"]
    assert client.response.data == webp()
    tag = client.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status == 304
    with listed.work():
        CustomerPicture.set(listed.customer.load(), webp("blue"))
    assert client.get(path, headers={"If-None-Match": tag}).status == 200
    assert client.get(f"{LIST}/bild/{listed.other_customer.id}").status == 404
    with listed.work():
        listed.customer.load().withdraw_from_lists(listed.person.load())
    assert client.get(path, headers={"If-None-Match": tag}).status == 404


def test_pictures_of_another_agency_are_not_there(listed, cast):
    set_up(cast.b, pictures=True)
    set_up(cast.a, pictures=True)
    id = member(cast.b, "Fremd")
    with cast.b.work():
        CustomerPicture.set(Customer.get(id), webp())
    assert cast.b.visit().get(f"{LIST}/bild/{id}").status == 200
    assert cast.a.visit().get(f"{LIST}/bild/{id}").status == 404


def test_names_are_words_and_nothing_else(cast):
    evil = "\"'><script>alert(1)</script>{{7*7}}"
    member(cast.a, evil, "<b>Nord</b>", **dict.fromkeys(("street", "city", "postcode", "phone", "email"), evil))
    set_up(cast.a, by_group=True, title=evil, intro=evil, fields=EVERYTHING)
    for path in (LIST, FRAME):
        client = cast.a.visit().get(path)
        assert evil in names(client)
        assert "<script>" not in client.html.replace("<script type", "")
