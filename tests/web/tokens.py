"""The colours of tokens.css as numbers: for any hue and chroma, by day and by night."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from app.web.colors import Rgb, rgb

SHEET = Path(__file__).parents[2] / "app" / "static" / "css" / "tokens.css"
PAIR = re.compile(r"--([\w-]+): light-dark\(oklch\(([^;]*?)\), oklch\(([^;]*)\)\);")
ONE = re.compile(r"--([\w-]+): oklch\(([^;]*)\);")
TIMES = re.compile(r"calc\(var\(--chroma\) \* ([\d.]+)\)")


@cache
def tokens() -> dict[str, tuple[str, str]]:
    """Name → the words within oklch() by day and by night; those that are see-through left out."""
    text = SHEET.read_text("utf-8")
    found = {name: (day, night) for name, day, night in PAIR.findall(text)}
    found |= {name: (words, words) for name, words in ONE.findall(text)}
    return {name: pair for name, pair in found.items() if not any("/" in words for words in pair)}


def shown(name: str, night: bool, hue: int, chroma: float) -> Rgb:
    """A token as linear-light sRGB, as far as it lies in sRGB or not."""
    words = TIMES.sub(lambda found: str(chroma * float(found[1])), tokens()[name][night])
    lightness, strength, angle = words.replace("var(--hue)", str(hue)).replace("var(--chroma)", str(chroma)).split()
    return rgb(float(lightness.removesuffix("%")) / 100, float(strength), float(angle))
