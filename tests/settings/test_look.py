"""Logo and colour of the agency, and where they are shown."""

from __future__ import annotations

import io
from email import message_from_bytes
from email.policy import default

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.audit import AuditEntry
from app.mail.models import OutgoingMail
from app.mail.outbox import enqueue
from app.pictures.field import LARGEST
from app.pictures.make import LOGO_BYTES, make_logo
from app.settings.models import AgencyLogo, size_of
from tenants import current_tenant, db, now
from tests.files.conftest import picture
from tests.files.test_previews import BOMBS

LOOK = "/verwaltung/einstellungen/auftritt"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def drawn(width: int, height: int, format: str = "PNG", mode: str = "RGB") -> bytes:
    """A picture of one colour."""
    made = io.BytesIO()
    Image.new(mode, (width, height), (200, 30, 60, 255)[: len(mode)]).save(made, format)
    return made.getvalue()


def send(client, content: bytes | None = None, name: str = "logo.png", **typed):
    files = {"logo": (io.BytesIO(content), name)} if content is not None else {}
    return client.get(LOOK).post(LOOK, {"brand_color": ""} | typed | files, content_type="multipart/form-data")


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.startswith("agency."))))


def logos(client) -> list[str]:
    return [node["src"] for node in client.page.all("img") if "logo" in node.classes]


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_a_logo_keeps_its_proportions_and_stands_everywhere(cast, format):
    client = send(cast.a.sign_in("admin"), drawn(900, 300, format), f"logo.{format}")
    assert (client.path, "Logo und Farbe sind gespeichert." in client.text) == (LOOK, True)
    (shown,) = {*logos(client)}
    visitor = cast.a.visit().get(shown)
    made = Image.open(io.BytesIO(visitor.response.data))
    assert (made.format, made.size) == ("PNG", (480, 160))
    assert visitor.headers["Content-Type"] == "image/png"
    assert visitor.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "immutable" in visitor.headers["Cache-Control"]
    for page in ("/kunden/anmelden", "/anmelden", "/impressum"):
        assert logos(visitor.get(page)) == [shown]
        assert next(node.text() for node in visitor.page.all("div") if "brand" in node.classes) == "Hafenlicht"
    assert logos(cast.a.sign_in("person").get("/kunden/")) == [shown]
    assert logos(cast.b.visit().get("/anmelden")) == []
    assert cast.b.visit().get("/logo.png").status == 404
    with cast.a.work():
        assert verbs() == ["agency.logo_changed"]


def test_a_compact_logo_is_the_icon_and_stands_beside_the_name(cast):
    client = send(cast.a.sign_in("admin"), drawn(300, 300))
    visitor = cast.a.visit().get("/kunden/anmelden")
    (brand,) = [node for node in visitor.page.all("div") if "brand" in node.classes]
    assert brand.text() == "Hafenlicht"
    assert [node["href"] for node in visitor.page.all("link") if node["rel"] == "icon"] == logos(visitor)
    assert len(logos(client.get("/verwaltung/"))) == 1


def test_a_logo_is_replaced_and_removed(cast):
    client = send(cast.a.sign_in("owner"), drawn(300, 100))
    first = logos(client)[0]
    send(client, drawn(100, 100))
    second = logos(client)[0]
    assert first != second
    with cast.a.work():
        assert db.session.scalar(select(func.count()).select_from(AgencyLogo)) == 1
        assert (current_tenant().logo_width, current_tenant().logo_height) == (100, 100)
    client.submit("Speichern", {"Logo entfernen": True})
    assert logos(client) == []
    assert cast.a.visit().get(second).status == 404
    with cast.a.work():
        assert current_tenant().logo_at is None
        assert verbs() == ["agency.logo_changed", "agency.logo_changed", "agency.logo_removed"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (SVG, "das wir annehmen"), (HTML, "das wir annehmen"), (b"GIF89a" + b"0" * 90, "das wir annehmen"),
        (b"", "Die Datei ist leer"), (drawn(90, 90)[:60], "lässt sich nicht lesen"),
        (drawn(9, 9) + b"0" * LARGEST, "zu groß"),
    ],
    ids=["svg", "html", "gif", "empty", "truncated", "large"],
)  # fmt: skip
def test_what_is_no_logo_is_refused_and_nothing_is_kept(cast, content, sentence):
    client = send(cast.a.sign_in("admin"), content, brand_color="#123456")
    assert client.status == 422
    assert sentence in client.errors()["Logo"]
    assert client.value("Farbe") == "#123456"
    with cast.a.work():
        assert (current_tenant().logo_at, current_tenant().brand_color) == (None, "")
        assert AgencyLogo.load() is None


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_bombs_are_refused(cast, name):
    client = send(cast.a.sign_in("admin"), BOMBS[name])
    assert client.status == 422
    with cast.a.work():
        assert AgencyLogo.load() is None


def test_see_through_edges_are_cut_off_and_nothing_else():
    whole = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    whole.paste(Image.new("RGBA", (200, 50), (9, 9, 9, 255)), (100, 150))
    sent = io.BytesIO()
    whole.save(sent, "PNG")
    sent.seek(0)
    assert size_of(make_logo(sent).getvalue()) == (200, 50)


def test_a_photo_as_logo_stays_small_enough_for_mails():
    noise = io.BytesIO()
    Image.effect_noise((1200, 400), 90).convert("RGB").save(noise, "PNG")
    noise.seek(0)
    assert len(make_logo(noise).getvalue()) <= LOGO_BYTES
    assert b"Exif" not in make_logo(io.BytesIO(picture("JPEG"))).getvalue()


@pytest.mark.parametrize(("typed", "kept"), [("#E30613", "#e30613"), ("e30613", "#e30613"), ("", "")])
def test_a_colour_is_taken_by_its_hue(cast, typed, kept):
    client = cast.a.sign_in("admin").get(LOOK).submit("Speichern", {"Farbe": typed})
    with cast.a.work():
        assert current_tenant().brand_color == kept
        assert verbs() == (["agency.look_changed"] if kept else [])
    sheet = next(node["href"] for node in client.page.all("link") if "branding.css" in node["href"])
    css = cast.a.visit().get(sheet)
    assert ("--hue: 28; --chroma: 0.108" in css.html) == bool(kept)
    assert "immutable" in css.headers["Cache-Control"]
    assert ("#611612" in cast.a.visit().get("/favicon.svg").html) == bool(kept)


@pytest.mark.parametrize("typed", ["rot", "#12", "#2a5b8c}body{display:none", "url(//example.org)"])
def test_what_is_no_colour_is_refused(cast, typed):
    client = cast.a.sign_in("admin").get(LOOK).submit("Speichern", {"Farbe": typed})
    assert client.status == 422
    assert "keine Farbe" in client.errors()["Farbe"] or "Höchstens" in client.errors()["Farbe"]
    assert client.value("Farbe") == typed
    sheet = client.get(f"{LOOK}/farben.css", query_string={"farbe": typed})
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "example" not in sheet.html
    assert "display" not in sheet.html


def test_without_script_the_sample_shows_the_colour_and_saves_nothing(cast):
    client = cast.a.sign_in("admin").get(LOOK).submit("Vorschau", {"Farbe": "#e30613"})
    assert (client.status, client.value("Farbe")) == (200, "#e30613")
    sheet = next(node["href"] for node in client.page.all("link") if "farben.css" in node["href"])
    assert ".hued {--hue: 28; --chroma: 0.108}" in client.get(sheet).html
    with cast.a.work():
        assert current_tenant().brand_color == ""


@pytest.mark.parametrize("role", ["member", "reader"])
def test_without_the_right_403(cast, role):
    client = cast.a.sign_in(role)
    assert client.get(LOOK).status == 403
    assert client.get(f"{LOOK}/farben.css").status == 403
    assert client.get("/verwaltung/").post(LOOK, {"brand_color": "#123456"}).status == 403
    assert cast.a.visit().get(LOOK).title == "Anmelden"


def letter(agency):
    """The one mail that enqueue() writes to the person now."""
    with agency.work():
        enqueue(
            "password_changed", agency.person.email, locale="de",
            values={"salutation": "Guten Tag", "first_name": "A", "last_name": "B", "sign_in_url": "https://example.org/",
                    "changed_at": now()},
        )  # fmt: skip
        mail = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.queued_at.desc())).first()
        return message_from_bytes(mail.content, policy=default)


def test_mails_carry_logo_colour_and_signature(cast):
    client = send(cast.a.sign_in("admin"), drawn(600, 200), brand_color="#e30613")
    signature = "Hafenlicht GmbH\n*Kai 3* {{ link }} <b>\n\n1. Stock"
    client.get("/verwaltung/einstellungen/agentur").submit("Speichern", {"Signatur": signature})
    mail = letter(cast.a)
    parts = [part.get_content_type() for part in mail.walk()]
    assert parts == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    html, text = (mail.get_body((kind,)).get_content() for kind in ("html", "plain"))
    logo = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    assert f'src="cid:{logo["Content-ID"].strip("<>")}" width="156" height="52" alt="Hafenlicht"' in html
    assert logo.get_content_disposition() == "inline"
    with cast.a.work():
        assert logo.get_content() == AgencyLogo.load()
    assert "#71261f" in html
    lines = ["Hafenlicht GmbH", "*Kai 3* {{ link }} &lt;b&gt;", "", "1. Stock"]
    assert "<br>".join(f"<bdi>{line}</bdi>" for line in lines) in html
    assert text.replace("\r\n", "\n").partition("-- \n")[2].startswith(f"{signature}\n\n")
    assert [part.get_content_type() for part in letter(cast.b).walk()] == [*parts[:2], "text/html"]
