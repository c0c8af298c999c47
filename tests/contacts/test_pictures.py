"""The picture of a person: chosen in the form of a contact or in the portal; and what is no picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.contacts.models import Contact
from app.contacts.persons import Person
from app.contacts.pictures import PersonPicture
from app.pictures.field import LARGEST
from app.pictures.make import on_square
from tenants import db, uuid7
from tests.files.conftest import picture
from tests.files.test_previews import BOMBS

BASE = "/verwaltung/kunden"
OWN = "/kunden/profil/bild"
FIELD = "Profilbild"
FACTS = {"last_name": "Ohlsen", "language": "de", "address_form": "sie", "direction": "system", "salutation": ""}


def new(agency) -> str:
    return f"{BASE}/{agency.customer.id}/kontakte/neu"


def edit(agency) -> str:
    return f"{BASE}/kontakte/{agency.contact.id}/bearbeiten"


def shown(agency) -> str:
    return f"{BASE}/personen/{agency.person.id}/bild"


def send(client, path: str, content: bytes, name: str = "foto.jpg", **more):
    return client.get(path).post(
        path, FACTS | {"picture": (io.BytesIO(content), name)} | more, content_type="multipart/form-data"
    )


def stored(agency) -> int:
    with agency.work():
        return db.session.scalar(select(func.count()).select_from(PersonPicture))


@pytest.fixture
def pictured(cast):
    """Agency A, whose person has a picture."""
    with cast.a.work():
        cast.a.person.load().set_picture(small())
    return cast.a


def small() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (256, 256), (10, 90, 60)).save(made, "WEBP")
    return made.getvalue()


class TestStaff:
    @pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
    def test_a_new_contact_with_a_picture(self, cast, format):
        client = send(cast.a.sign_in("member"), new(cast.a), picture(format), id=str(uuid7()))
        assert "Kontakt angelegt." in client.text
        face = next(image for image in client.page.all("img") if "/personen/" in image["src"])
        assert face["alt"] == ""
        client.get(face["src"])
        made = Image.open(io.BytesIO(client.response.data))
        assert (made.format, made.size) == ("WEBP", (256, 256))
        assert client.headers["Content-Type"] == "image/webp"
        assert client.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert client.headers["Cache-Control"] == "private, no-cache"
        assert client.get(face["src"], headers={"If-None-Match": client.headers["ETag"]}).status == 304

    def test_the_form_sent_twice_stores_one(self, cast):
        client, id = cast.a.sign_in("member"), str(uuid7())
        for _ in range(2):
            send(client, new(cast.a), picture(), id=id)
        assert client.status == 200
        assert stored(cast.a) == 1

    def test_somebody_known_keeps_the_picture_they_have(self, pictured):
        same = {"email": pictured.person.email, "same_person": str(pictured.person.id), "id": str(uuid7())}
        path = f"{BASE}/{pictured.other_customer.id}/kontakte/neu"
        client = send(pictured.sign_in("member"), path, picture(), **same)
        assert "Kontakt angelegt." in client.text
        with pictured.work():
            assert pictured.person.load().picture == small()

    def test_replaced_and_taken_away_in_the_form(self, pictured):
        client = pictured.sign_in("member").get(edit(pictured))
        before = client.get(shown(pictured)).headers["ETag"]
        send(client, edit(pictured), picture())
        assert "Gespeichert." in client.text
        assert client.get(shown(pictured), headers={"If-None-Match": before}).status == 200
        assert stored(pictured) == 1
        client.get(edit(pictured)).submit("Speichern", {"Bild entfernen": True})
        assert client.get(shown(pictured)).status == 404
        assert stored(pictured) == 0
        record = client.get(f"{BASE}/{pictured.customer.id}/verlauf").text
        assert "das Bild von Ohlsen geändert" in record
        assert "das Bild von Ohlsen entfernt" in record

    def test_saving_without_a_file_leaves_it_as_it_is(self, pictured):
        client = pictured.sign_in("member").get(edit(pictured)).submit("Speichern", {"Position": "Rat"})
        assert client.get(shown(pictured)).status == 200

    def test_what_was_typed_stays_and_the_picture_is_asked_for_again(self, cast):
        typed = {"last_name": "", "position": "Werkstatt", "direction": "rtl", "id": str(uuid7())}
        client = send(cast.a.sign_in("member"), new(cast.a), picture(), **typed)
        assert client.status == 422
        assert "Bitte wählen Sie das Bild noch einmal aus" in client.text
        fields = {node["name"]: node for node in client.page.all("input") if "name" in node}
        assert fields["position"]["value"] == "Werkstatt"
        assert [
            node["value"] for node in client.page.all("input") if "checked" in node and node["name"] == "direction"
        ] == ["rtl"]
        assert stored(cast.a) == 0
        assert "noch einmal aus" not in client.get(new(cast.a)).text

    def test_who_may_only_read_sees_it(self, pictured):
        client = pictured.sign_in("reader").get(f"{BASE}/kontakte/{pictured.contact.id}")
        assert any(image["src"] == shown(pictured) for image in client.page.all("img"))
        assert client.get(shown(pictured)).status == 200

    def test_of_another_agency_404(self, pictured, cast):
        assert cast.b.sign_in("owner").get(shown(pictured)).status == 404

    def test_signed_out_to_the_sign_in_page(self, pictured):
        assert pictured.visit().get(shown(pictured)).title == "Anmelden"

    def test_it_goes_with_the_person(self, pictured):
        with pictured.work():
            pictured.other_contact.load().make_primary()
            for contact in pictured.person.load().contacts:
                contact.remove()
        assert stored(pictured) == 0

    def test_many_pictures_cost_no_further_query(self, cast, count_queries):
        path, client = f"{BASE}/{cast.a.customer.id}/kontakte", cast.a.sign_in("reader")
        client.get(path)
        with count_queries() as few:
            client.get(path)
        with cast.a.work():
            for number in range(5):
                person = Person.add(last_name=f"Nr. {number}")
                Contact.add(cast.a.customer.load(), person)
                person.set_picture(small())
        with count_queries() as many:
            client.get(path)
        assert len([image for image in client.page.all("img") if "/personen/" in image["src"]]) == 5
        assert len(many) == len(few)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
KIND, BROKEN = "Das ist kein Bild, das wir annehmen", "lässt sich nicht lesen"
REFUSED = {
    "0 bytes": (b"", "Die Datei ist leer"),
    "SVG": (SVG, KIND),
    "SVG behind a comment": (b"<!-- x -->" + SVG, KIND),
    "HTML": (HTML, KIND),
    "GIF": (picture("GIF"), KIND),
    "PDF": (b"%PDF-1.7\n", KIND),
    "a program": (b"MZ" + b"\0" * 100, KIND),
    "PNG head, then HTML": (picture()[:8] + HTML, BROKEN),
    "JPEG head, then SVG": (picture("JPEG")[:20] + SVG, BROKEN),
    "WebP head, then HTML": (picture("WEBP")[:16] + HTML, BROKEN),
    "cut off": (BOMBS["cut off"], BROKEN),
    "cut off in the header": (BOMBS["cut off in the header"], BROKEN),
    "cut off JPEG": (BOMBS["cut off JPEG"], BROKEN),
    "more dots than allowed": (BOMBS["more dots than allowed"], "25 Megapixel"),
    "dots without end": (BOMBS["dots without end"], "25 Megapixel"),
    "a header that lies": (BOMBS["a header that lies"], BROKEN),
    "words without end": (BOMBS["words without end"], BROKEN),
    "too large": (picture() + b"\0" * LARGEST, "Höchstens 5 MB"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused_and_nothing_is_stored(cast, what):
    content, said = REFUSED[what]
    client = send(cast.a.sign_in("member"), new(cast.a), content, "foto.png", id=str(uuid7()))
    assert client.status == 422
    assert said.casefold() in client.errors()[FIELD].casefold()
    person = send(cast.a.sign_in("person"), OWN, content, "foto.png")
    assert person.status == 422
    assert said.casefold() in person.errors()["Neues Bild"].casefold()
    assert stored(cast.a) == 0
    with cast.a.work():
        assert db.session.scalar(select(Person).where(Person.last_name == "Ohlsen")) is None


def test_what_was_hidden_in_a_good_picture_is_gone(cast):
    send(cast.a.sign_in("person"), OWN, picture("JPEG") + HTML)
    with cast.a.work():
        assert b"script" not in cast.a.person.load().picture


@pytest.mark.parametrize(("part", "colour"), [("0", "red"), ("100", "blue"), ("50", "green"), ("-7", "green"),
                                              ("x", "green"), ("999", "blue"), ("", "green")])  # fmt: skip
def test_the_part_that_was_chosen_is_seen(cast, part, colour):
    wide = Image.new("RGB", (900, 300), (0, 128, 0))
    wide.paste((255, 0, 0), (0, 0, 300, 300))
    wide.paste((0, 0, 255), (600, 0, 900, 300))
    sent = io.BytesIO()
    wide.save(sent, "PNG")
    send(cast.a.sign_in("person"), OWN, sent.getvalue(), picture_part=part)
    with cast.a.work():
        red, green, blue = Image.open(io.BytesIO(cast.a.person.load().picture)).convert("RGB").getpixel((128, 128))
    assert {"red": red, "green": green, "blue": blue}[colour] == max(red, green, blue)


def test_a_face_fills_its_square_whatever_shape_it_came_in():
    for size in ((400, 100), (100, 400), (3, 300)):
        assert on_square(Image.new("RGBA", size, (200, 0, 0, 255)), 256, 0.5).getpixel((0, 0))[3] == 255


class TestPortal:
    def test_one_chooses_it_and_takes_it_away(self, cast):
        client = cast.a.sign_in("person").get("/kunden/profil").follow("Bild hinzufügen")
        send(client, OWN, picture())
        assert (client.path, client.status) == ("/kunden/profil", 200)
        assert "Ihr Bild ist gespeichert." in client.text
        assert [image["src"] for image in client.page.all("img")] == [f"{OWN}/ansicht"] * 2
        assert client.get(f"{OWN}/ansicht").headers["Content-Type"] == "image/webp"
        client.get(OWN).submit("Bild entfernen")
        assert "Ihr Bild ist entfernt." in client.text
        assert client.get(f"{OWN}/ansicht").status == 404

    def test_without_a_file_it_says_so(self, cast):
        client = cast.a.sign_in("person").get(OWN).submit("Speichern")
        assert client.status == 422
        assert "wählen Sie ein Bild" in client.errors()["Neues Bild"]

    def test_nobody_elses_is_to_be_had(self, pictured):
        other = pictured.sign_in("other_person")
        assert other.get(f"{OWN}/ansicht").status == 404
        assert other.get(shown(pictured)).title == "Anmelden"

    def test_signed_out_to_the_sign_in_page(self, cast):
        for path in (OWN, f"{OWN}/ansicht"):
            assert cast.a.visit().get(path, follow=False).location.startswith("/kunden/anmelden")
