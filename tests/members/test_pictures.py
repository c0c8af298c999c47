"""The picture of a customer: taken, shown, replaced, removed; and what is no picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.members.models import CustomerPicture
from app.pictures.make import on_square
from tests.files.conftest import picture
from tests.files.test_previews import BOMBS

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
FIELD = "Bild"


@pytest.fixture
def record(cast) -> str:
    return f"/verwaltung/kunden/{cast.a.customer.id}"


def send(client, record: str, content: bytes, name: str = "logo.png"):
    return client.get(f"{record}/bild/aendern").post(
        f"{record}/bild/aendern", {"picture": (io.BytesIO(content), name)}, content_type="multipart/form-data"
    )


def stored(agency) -> bytes | None:
    with agency.work():
        return CustomerPicture.data_of(agency.customer.load())


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_uploaded_it_stands_on_the_record_as_a_small_square(cast, record, format):
    client = cast.a.sign_in("member").get(record).follow("Bild hinzufügen")
    send(client, record, picture(format), f"foto.{format}")
    assert client.path == record
    assert "Das Bild ist gespeichert." in client.text
    (shown,) = client.page.all("img")
    client.get(shown["src"])
    made = Image.open(io.BytesIO(client.response.data))
    assert (made.format, made.size) == ("WEBP", (256, 256))
    assert client.headers["Content-Type"] == "image/webp"
    assert client.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.get(shown["src"], headers={"If-None-Match": client.headers["ETag"]}).status == 304
    assert "Bild von Orgelbau Matthiesen geändert" in client.get(f"{record}/verlauf").text


def test_a_photo_is_cut_and_a_logo_is_not():

    photo = Image.new("RGB", (300, 200), (200, 0, 0))
    assert on_square(photo, 256).mode == "RGB"
    for logo in (Image.new("RGB", (400, 100), (200, 0, 0)), Image.new("RGBA", (120, 100), (200, 0, 0, 255))):
        made = on_square(logo, 256)
        assert made.size == (256, 256)
        assert made.getpixel((128, 0))[3] == 0
        assert made.getpixel((128, 128))[3] == 255


def test_replaced_and_removed(cast, record):
    client = cast.a.sign_in("member")
    send(client, record, picture())
    first = stored(cast.a)
    send(client, record, picture("JPEG"))
    assert stored(cast.a) not in (None, first)
    client.follow("Bild ändern").submit("Bild entfernen")
    assert "Das Bild ist entfernt." in client.text
    assert stored(cast.a) is None
    assert not client.page.all("img")
    assert client.get(f"{record}/bild").status == 404


REFUSED = {
    "empty": (b"", "leer"),
    "too large": (picture() + b"\0" * 5_000_000, "höchstens 5 MB"),
    "SVG called PNG": (SVG, "PNG, JPEG und WebP"),
    "HTML called PNG": (HTML, "PNG, JPEG und WebP"),
    "GIF": (picture("GIF"), "PNG, JPEG und WebP"),
    "text": (b"Guten Tag", "PNG, JPEG und WebP"),
    "HTML behind the sign of PNG": (b"\x89PNG\r\n\x1a\n" + HTML, "lässt sich nicht lesen"),
    "cut off": (BOMBS["cut off"], "lässt sich nicht lesen"),
    "more dots than allowed": (BOMBS["more dots than allowed"], "25 Megapixel"),
    "dots without end": (BOMBS["dots without end"], "25 Megapixel"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused_and_nothing_is_stored(cast, record, what):
    content, said = REFUSED[what]
    client = send(cast.a.sign_in("member"), record, content)
    assert client.status == 422
    assert said.casefold() in client.errors()[FIELD].casefold()
    assert stored(cast.a) is None
    with cast.a.work():
        assert cast.a.customer.load().picture_at is None


def test_no_file_is_a_sentence(cast, record):
    client = cast.a.sign_in("member").get(f"{record}/bild/aendern").submit("Speichern")
    assert client.status == 422
    assert "wählen Sie ein Bild" in client.errors()[FIELD]


def test_who_may_only_read_sees_it_and_changes_nothing(cast, record):
    send(cast.a.sign_in("member"), record, picture())
    client = cast.a.sign_in("reader").get(record)
    assert client.page.all("img")
    assert "Bild ändern" not in client.html
    assert client.get(f"{record}/bild").status == 200
    assert client.get(f"{record}/bild/aendern").status == 403
    assert client.get(record).post(f"{record}/bild/entfernen").status == 403
    assert stored(cast.a)


def test_of_another_agency_404(cast, record):
    send(cast.a.sign_in("member"), record, picture())
    client = cast.b.sign_in("owner").get("/verwaltung/")
    assert client.post(f"{record}/bild/entfernen").status == 404
    assert client.get(f"{record}/bild").status == 404
    assert client.get(f"{record}/bild/aendern").status == 404
    assert stored(cast.a)


def test_signed_out_to_the_sign_in_page(cast, record):
    for path in (f"{record}/bild", f"{record}/bild/aendern"):
        assert cast.a.visit().get(path).title == "Anmelden"
