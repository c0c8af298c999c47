"""The colours of an agency: its own hue, in lightnesses of ours, so that everything stays readable by day and by night.

OKLCH as in CSS Color 4, section 10 (after Björn Ottosson); contrast as in WCAG 2.2, "relative luminance".
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)

MOST_CHROMA = 0.13
"""The strongest colour we show: the accent points, it does not shout."""

SHADES = {
    "band": (0.33, 1), "band_night": (0.26, 0.5),
    "accent": (0.38, 1), "accent_night": (0.8, 0.8),
    "accent_hi": (0.31, 1), "accent_hi_night": (0.86, 0.7),
}  # fmt: skip
"""Lightness, and the share of the chroma: the tokens of the same names (tokens.css) in numbers."""

READABLE = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""

ON_SHADES = {"band": "#f8f5ee", "band_night": "#f8f5ee", "accent": "#fdfcf9", "accent_night": "#0e1624"}
"""What is written on a shade (tokens.css: on-band, on-accent; the night's at its brightest)."""

OWN_HUE = 260
"""The product's, and that of greys, which have none of their own."""

GREY = 0.02
"""Below this chroma nobody sees a hue."""

Rgb = tuple[float, float, float]


def normal_hex(typed: str) -> str:
    """`#rrggbb` for a colour typed as `#2A5B8C`, `2a5b8c` or `#25b`. Raises ValueError for anything else."""
    found = HEX.fullmatch(typed.strip())
    if not found:
        raise ValueError("no colour")
    figures = found[1].lower()
    return "#" + (figures if len(figures) == 6 else "".join(figure * 2 for figure in figures))


def find_hex(typed: str) -> str:
    """The same, and "" for anything else."""
    try:
        return normal_hex(typed)
    except ValueError:
        return ""


@dataclass(frozen=True)
class Palette:
    """Hue (degrees) and chroma in OKLCH; of any shade there is a hex form for what knows no OKLCH: mails and icons."""

    hue: int
    chroma: float

    @classmethod
    def of(cls, color: str) -> Palette:
        """The palette nearest to a colour `#rrggbb`: its hue, and as much of its chroma as every shade holds."""
        _lightness, chroma, hue = oklch(color)
        return cls.readable(round(hue) % 360 if chroma >= GREY else OWN_HUE, chroma)

    @classmethod
    def readable(cls, hue: int, chroma: float) -> Palette:
        """The strongest palette up to this chroma whose shades screens can show as they are meant, and people read on.

        A browser would bend a colour that it cannot show into one of another lightness, and contrast with it.
        """
        return cls(hue, math.floor(min(chroma, _strongest(hue)) * 1000) / 1000)

    def shade(self, name: str) -> str:
        """A shade of SHADES as `#rrggbb`."""
        return to_hex(self.rgb(name))

    def rgb(self, name: str) -> Rgb:
        """The same as linear-light sRGB."""
        lightness, share = SHADES[name]
        return rgb(lightness, self.chroma * share, self.hue)


@cache
def _strongest(hue: int) -> float:
    """The greatest chroma (up to MOST_CHROMA) at which every shade of this hue lies in sRGB and can be written on."""
    low, high = 0.0, MOST_CHROMA
    if _holds(hue, high):
        return high
    while high - low > 0.0001:
        middle = (low + high) / 2
        low, high = (middle, high) if _holds(hue, middle) else (low, middle)
    return low


def _holds(hue: int, chroma: float) -> bool:
    palette = Palette(hue, chroma)
    return all(0 <= channel <= 1 for name in SHADES for channel in palette.rgb(name)) and all(
        contrast(palette.shade(name), ink) >= READABLE for name, ink in ON_SHADES.items()
    )


def rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    """OKLCH (hue in degrees) as linear-light sRGB; channels beyond 0 and 1 are colours that sRGB has not."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def oklch(color: str) -> tuple[float, float, float]:
    """`#rrggbb` as lightness, chroma, hue in degrees."""
    red, green, blue = linear(color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def linear(color: str) -> Rgb:
    """`#rrggbb` as linear-light sRGB, 0 to 1."""
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return tuple(x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in (red, green, blue))  # type: ignore[return-value]


def to_hex(color: Rgb) -> str:
    """Linear-light sRGB as `#rrggbb`; what lies outside is cut off at the edge."""
    bounded = (min(1.0, max(0.0, channel)) for channel in color)
    bent = (x * 12.92 if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055 for x in bounded)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in bent)


def luminance(color: str) -> float:
    """The relative luminance of `#rrggbb`, 0 (black) to 1 (white)."""
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb`, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
