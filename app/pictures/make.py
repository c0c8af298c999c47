"""Small pictures, made anew from the dots alone: nothing of what was uploaded is in them.

The decoding runs in a process of its own with bounds for memory and time, for a picture may be made to burst them
(decompression bombs) or to hit a fault in a decoder. The child is this very file, run without the rest of the product.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from typing import BinaryIO

from PIL import Image, ImageFile, ImageOps

LONGEST_SIDE = 480
LOGO = (480, 160)
LOGO_BYTES = 16_000
"""A logo with more keeps 256 colours, and becomes smaller until it fits: it travels with every mail."""

MOST_PIXELS = 25_000_000
ORIENTATION = 0x0112
"""The one thing of EXIF that is heard: which way up."""

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
SECONDS = 10
"""Ten times what 25 megapixels of a real camera take."""
MEMORY = 1_000_000_000
"""Bytes of address space: 25 megapixels decoded, turned and shrunk take about a third."""


class NoPicture(Exception):
    """These bytes give no picture: broken, too large, or too much work."""


class TooMuch(NoPicture):
    """The decoder ran out of time, or died of these bytes."""


def make_picture(source: BinaryIO, square: int = 0, cut: float | None = None) -> io.BytesIO:
    """A WebP of at most 480 dots a side, as it is to be looked at (EXIF turning applied). Raises NoPicture.

    With `square` so many dots wide and high, whatever shape it came in: a photo is cut at its longer sides, of a logo
    nothing is cut off. With `cut` everything is taken for a photo, and `cut` says which part of the longer side stays:
    0 the beginning (left or top), 0.5 the middle, 1 the end.
    """
    return _made(source, str(square), "" if cut is None else str(cut))


def make_logo(source: BinaryIO) -> io.BytesIO:
    """A PNG of at most 480 dots by 160, whole and in its proportions, without see-through edges. Raises NoPicture.

    A PNG, for it goes into mails as well, and not every mail program knows WebP.
    """
    return _made(source, "logo")


def _made(source: BinaryIO, *how: str) -> io.BytesIO:
    """What the child makes of these bytes."""
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(source, copy)
        copy.seek(0)
        command = [sys.executable, "-I", __file__, *how]
        try:
            done = subprocess.run(command, stdin=copy, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise TooMuch("too slow") from error
    if done.returncode < 0:
        raise TooMuch(f"ended by signal {-done.returncode}")
    if done.returncode or not done.stdout:
        raise NoPicture(done.stderr.decode(errors="replace")[-300:])
    return io.BytesIO(done.stdout)


def shrink(source: BinaryIO, target: BinaryIO, square: int = 0, cut: float | None = None) -> None:
    """Read, and write small. Raises whatever Pillow raises."""
    small = read_small(source)
    if square:
        small = on_square(small, square, cut)
    clean = Image.new(small.mode, small.size)
    clean.paste(small)
    clean.save(target, "WEBP", quality=80)


def shrink_logo(source: BinaryIO, target: BinaryIO) -> None:
    """The same for a logo."""
    small = read_small(source, LONGEST_SIDE * 2)
    if small.mode == "RGBA" and (seen := small.getchannel("A").getbbox()):
        small = small.crop(seen)
    small.thumbnail(LOGO)
    clean = Image.new(small.mode, small.size)
    clean.paste(small)
    made = _png(clean)
    while len(made) > LOGO_BYTES:
        made = _png(clean.quantize(256, Image.Quantize.FASTOCTREE))
        clean = clean.resize([max(1, round(side * 0.85)) for side in clean.size])
    target.write(made)


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def read_small(source: BinaryIO, longest: int = LONGEST_SIDE) -> Image.Image:
    """The dots of a picture, few of them; checked before anything is decoded."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(source, formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Image.DecompressionBombError("more than 25 megapixels")
        picture.verify()
    source.seek(0)
    with Image.open(source, formats=FORMATS) as picture:
        picture.draft("RGB", (longest * 2, longest * 2))  # JPEG: decoded small at once
        turned = picture.getexif().get(ORIENTATION, 1)
        small = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    small.thumbnail((longest, longest))
    small.getexif()[ORIENTATION] = turned
    return ImageOps.exif_transpose(small)


def on_square(picture: Image.Image, side: int, cut: float | None = None) -> Image.Image:
    """A photo is cut at its longer sides; of a logo (see-through, or much wider than high) nothing is cut off."""
    shape = picture.width / picture.height
    if cut is not None:
        return ImageOps.fit(picture, (side, side), centering=(cut, cut))
    if picture.mode == "RGB" and 2 / 3 <= shape <= 3 / 2:
        return ImageOps.fit(picture, (side, side))
    return ImageOps.pad(picture.convert("RGBA"), (side, side), color=(0, 0, 0, 0))


if __name__ == "__main__":
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    made = io.BytesIO()
    if sys.argv[1] == "logo":
        shrink_logo(sys.stdin.buffer, made)
    else:
        shrink(sys.stdin.buffer, made, int(sys.argv[1]), float(sys.argv[2]) if sys.argv[2] else None)
    sys.stdout.buffer.write(made.getvalue())
