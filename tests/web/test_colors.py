"""The colours of agencies: whatever is chosen, everything stays readable by day and by night."""

from __future__ import annotations

import random

import pytest

from app.web.branding import HUES, OWN, palette_of
from app.web.colors import ON_SHADES, READABLE, SHADES, Palette, contrast, find_hex, normal_hex, oklch, rgb, to_hex
from tests.web.tokens import shown, tokens

GROUNDS = ("recess", "paper", "sheet", "float")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent", "ok", "warn", "bad") for ground in GROUNDS),
    ("accent", "wash"), ("ink", "wash"), ("on-accent", "accent"), ("on-accent", "accent-hi"),
    ("on-band", "band"), ("on-band-2", "band"), ("on-mark", "band"),
]  # fmt: skip
SIGNS = [("field", ground) for ground in ("paper", "sheet", "float")] + [("accent", ground) for ground in GROUNDS]
"""The edges of what is typed in and the ring of the focus: 3 to 1 (WCAG 2.2, 1.4.11)."""


def chosen() -> list[str]:
    """3,000 colours: the corners and edges of sRGB, greys, and whatever comes."""
    dice = random.Random(5)
    steps = ("00", "33", "80", "cc", "ff")
    corners = [f"#{red}{green}{blue}" for red in steps for green in steps for blue in steps]
    greys = [f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(256)]
    return [*corners, *greys, *(f"#{dice.randrange(1 << 24):06x}" for _ in range(3000 - 125 - 256))]


@pytest.fixture(scope="module")
def palettes() -> dict[Palette, str]:
    """Every palette that comes out, with a colour it came from; many colours share one, for chroma has its bounds."""
    found = {Palette.of(color): color for color in chosen()}
    assert len(found) > 700
    return found | dict.fromkeys((palette_of("", f"agentur-{number}") for number in range(200)), "none")


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_everything_stays_readable_in_any_colour(palettes, night):
    for palette, color in palettes.items():
        seen = {name: to_hex(shown(name, night, palette.hue, palette.chroma)) for pair in TEXT + SIGNS for name in pair}
        for one, other in TEXT:
            assert contrast(seen[one], seen[other]) >= 4.5, (color, palette, one, other)
        for one, other in SIGNS:
            assert contrast(seen[one], seen[other]) >= 3, (color, palette, one, other)


def test_no_shade_is_bent_by_a_screen_that_cannot_show_it(palettes):
    for palette, color in palettes.items():
        for name in SHADES:
            assert all(-1e-9 <= channel <= 1 + 1e-9 for channel in palette.rgb(name)), (color, palette, name)


def test_what_is_written_on_a_shade_is_readable_in_mails_too(palettes):
    paper = {"accent": "#fefdfb", "accent_night": "#191e25"}
    for palette, color in palettes.items():
        for name, ink in ON_SHADES.items():
            assert contrast(palette.shade(name), ink) >= READABLE, (color, name)
            assert contrast(palette.shade(name), paper.get(name, ink)) >= READABLE, (color, name)


def test_the_shades_are_those_of_the_style_sheet(palettes):
    for palette in [*list(palettes)[:200], OWN]:
        for name in SHADES:
            token = name.removesuffix("_night").replace("_", "-")
            assert token in tokens()
            assert palette.shade(name) == to_hex(shown(token, name.endswith("_night"), palette.hue, palette.chroma))


@pytest.mark.parametrize(("color", "hue"), [
    ("#e30613", 28), ("#ffcc00", 90), ("#00a86b", 159), ("#0050ff", 263), ("#808080", 260), ("#ffffff", 260),
    ("#000000", 260),
])  # fmt: skip
def test_the_hue_is_that_of_the_colour_and_greys_stay_grey(color, hue):
    palette = Palette.of(color)
    assert palette.hue == hue
    assert (palette.chroma == 0) == (color in ("#808080", "#ffffff", "#000000"))


def test_a_calm_colour_is_shown_as_calm_as_it_is():
    assert Palette.of("#2a5b8c").chroma < Palette.of("#0050ff").chroma


def test_agencies_without_a_colour_have_the_hue_of_their_subdomain():
    assert palette_of("", "hafenlicht") == palette_of("", "hafenlicht")
    assert {palette_of("", f"agentur-{number}").hue for number in range(400)} == set(HUES)


def test_colours_go_there_and_back():
    for color in chosen()[::10]:
        assert to_hex(rgb(*oklch(color))) == color


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize(("typed", "written"), [
    ("#2A5B8C", "#2a5b8c"), (" 2a5b8c ", "#2a5b8c"), ("#25b", "#2255bb"), ("abc", "#aabbcc"),
])  # fmt: skip
def test_a_colour_may_be_typed_in_several_ways(typed, written):
    assert normal_hex(typed) == find_hex(typed) == written


@pytest.mark.parametrize("typed", ["", "#", "red", "#12345", "#1234567", "#gggggg", "url(x)", "#2a5b8c}", "١٢٣"])
def test_anything_else_is_no_colour(typed):
    assert find_hex(typed) == ""
    with pytest.raises(ValueError, match="no colour"):
        normal_hex(typed)
