"""Small pictures: what becomes of good ones, broken ones and bombs."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from app.files.jobs import make_previews
from app.files.models import File
from app.jobs import PICTURES, jobs
from app.mail.worker import THREADS, run_once
from app.pictures.make import NoPicture, TooMuch, make_picture
from tests.files.conftest import attach, picture, upload


def exif(orientation: int) -> Image.Exif:
    made = Image.Exif()
    made[0x0112], made[0x010E] = orientation, "GEHEIM"
    return made


def small(content: bytes) -> Image.Image:
    return Image.open(make_picture(io.BytesIO(content)))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG of one bit a dot that says it is so large."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_small_webp_of_every_kind(format):
    made = small(picture(format))
    assert (made.format, made.size) == ("WEBP", (480, 288))


def test_it_stands_upright_and_tells_nothing():
    made = make_picture(io.BytesIO(picture("JPEG", exif=exif(6))))
    assert Image.open(made).size == (288, 480)
    assert b"GEHEIM" not in made.getvalue()
    assert not Image.open(made).getexif()


def test_what_was_hidden_behind_the_picture_is_gone():
    content = picture() + b"<script>alert(1)</script>"
    assert b"script" not in make_picture(io.BytesIO(content)).getvalue()


def test_a_small_one_is_not_blown_up():
    assert small(picture(size=(20, 10))).size == (20, 10)


def test_glass_stays_glass():
    made = io.BytesIO()
    Image.new("RGBA", (100, 100), (255, 0, 0, 0)).save(made, "PNG")
    assert small(made.getvalue()).getpixel((50, 50))[3] == 0


ZEROS = zlib.compress(b"\0" * 2_000_000)

BOMBS = {
    "more dots than allowed": png(5001, 5000, chunk(b"IDAT", zlib.compress(b"\0" * (626 * 5000 + 5000)))),
    "dots without end": png(60_000, 60_000, chunk(b"IDAT", ZEROS)),
    "a header that lies": png(2_000_000_000, 2_000_000_000, chunk(b"IDAT", ZEROS)),
    "an empty picture": png(0, 0),
    "words without end": png(10, 10, *[chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 50_000_000))] * 4),
    "cut off": picture()[: len(picture()) // 2],
    "cut off in the header": picture()[:20],
    "cut off JPEG": picture("JPEG")[:-300],
    "a GIF that is larger inside": b"GIF89a\x01\x00\x01\x00\x80\x00\x00"
    + b"\0" * 6
    + b",\0\0\0\0\xff\xff\xff\xff\0\x02",
    "TIFF called PNG": picture("TIFF"),
    "nothing": b"",
    "no picture": b"GIF89a" + b"\xff" * 1000,
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_bombs_and_broken_ones_give_none(content):
    with pytest.raises(NoPicture):
        make_picture(io.BytesIO(content))


def test_the_worker_makes_them_and_goes_on_after_a_broken_one(cast, app, kept):
    with cast.a.work():
        files = attach(
            cast.a, upload("a.png", BOMBS["dots without end"]), upload("b.png", picture()), upload("c.txt", b"x")
        )
        ids = [file.id for file in files]
    run_once(app)
    with cast.a.work():
        files = [File.get(id) for id in ids]
        assert [file.preview_at is not None for file in files] == [False, True, False]
        assert [kept.has(file.preview_key) for file in files] == [False, True, False]


def slow_jpeg() -> bytes:
    """25 megapixels that look easy, with the last of their progressive scans told three hundred times."""
    content = io.BytesIO()
    Image.new("L", (5000, 5000), 128).save(content, "JPEG", progressive=True, quality=10)
    whole = content.getvalue()
    last = whole[whole.rindex(b"\xff\xc4") : -2]
    return whole[:-2] + last * 300 + whole[-2:]


def test_one_that_is_too_slow_is_given_up_and_holds_up_no_other(cast, app, monkeypatch):
    monkeypatch.setattr("app.pictures.make.SECONDS", 2)
    slow = slow_jpeg()
    assert len(slow) < 150_000
    with pytest.raises(TooMuch):
        make_picture(io.BytesIO(slow))
    with cast.a.work():
        ids = [
            file.id for file in attach(cast.a, upload("a.jpg", slow), upload("b.jpg", slow), upload("c.png", picture()))
        ]
    run_once(app)
    with cast.a.work():
        assert [File.get(id).preview_at for id in ids] == [None, None, None]


def test_they_have_a_worker_of_their_own():
    """Nobody's mail waits behind a picture."""
    assert make_previews.queue == PICTURES
    assert THREADS[PICTURES] == 1
    assert {job.name for job in jobs.values() if job.queue == PICTURES} == {"files.previews"}


def test_a_file_removed_meanwhile_leaves_no_picture(cast, app, kept):
    with cast.a.work():
        [file] = attach(cast.a, upload("b.png", picture()))
        file.remove()
    run_once(app)
    assert list(kept.of_tenant(cast.a.tenant_id)) == []
