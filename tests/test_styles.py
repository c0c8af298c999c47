"""House rules of style sheets and scripts (STYLE, "CSS and script"), read from the files themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "app" / "static"
SHEETS = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "css").glob("*.css"))}
COMPONENTS = sorted(set(SHEETS) - {"index.css"})
SCRIPTS = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "js").rglob("*.js"))}
ELEMENTS = sorted(path.name for path in (ROOT / "js" / "elements").glob("*.js"))
LAYERS = ["reset", "tokens", "base", "layout", "components", "pages", "utilities"]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CONDITION = re.compile(r"@(?:media|container)[^{]*\{")
PHYSICAL = re.compile(
    r"\b(?:left|right)\b|(?<![\w-])(?:top|bottom|(?:min-|max-)?(?:width|height))\s*:"
    r"|(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:top|bottom|left|right)"
)
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch)\(|(?<![\w-])(?:white|black|red|grey|gray)(?![\w-])"
)


def rules(name):
    """A style sheet without comments and conditions."""
    return CONDITION.sub("{", COMMENT.sub("", SHEETS[name]))


def test_the_index_names_every_sheet_once_and_the_layers_in_order():
    imported = re.findall(r'@import "([\w-]+\.css)";', SHEETS["index.css"])
    assert sorted(imported) == COMPONENTS
    assert f"@layer {', '.join(LAYERS)};" in SHEETS["index.css"]


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_rule_stands_in_a_layer(name):
    text, depth = rules(name), 0
    for line in re.split(r"(?<=[{}])", text):
        if depth == 0 and line.strip() and not line.strip().startswith("}"):
            layer = re.match(r"\s*@layer (\w+) \{$", line)
            assert layer, f"outside of a layer: {line.strip()[:60]}"
            assert layer[1] in LAYERS
        depth += line.count("{") - line.count("}")
    assert depth == 0


@pytest.mark.parametrize("name", COMPONENTS)
def test_light_and_dark_differ_in_colours_alone(name):
    """Else what is tried in light would say little about dark (tests/browser/surroundings.py)."""
    assert "prefers-color-scheme" not in SHEETS[name]


@pytest.mark.parametrize("name", COMPONENTS)
def test_directions_are_logical(name):
    assert not PHYSICAL.findall(rules(name))


@pytest.mark.parametrize("name", [name for name in COMPONENTS if name != "tokens.css"])
def test_colours_come_from_tokens(name):
    assert not COLOUR.findall(rules(name))


@pytest.mark.parametrize("name", COMPONENTS)
def test_tokens_that_are_used_exist(name):
    known = set(re.findall(r"(--[\w-]+)\s*:", "".join(COMMENT.sub("", text) for text in SHEETS.values())))
    used = re.findall(r"var\((--[\w-]+)(?=\))", rules(name))
    assert set(used) <= known, set(used) - known


@pytest.mark.parametrize("name", COMPONENTS)
def test_nothing_is_fetched_by_a_sheet(name):
    assert "url(" not in SHEETS[name]


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_write_no_markup_and_run_no_text(name):
    text = SCRIPTS[name]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.style\b", text
    )
    assert not re.search(r"https?://", text)


@pytest.mark.parametrize("name", ELEMENTS)
def test_one_element_one_file(name):
    text = SCRIPTS[name]
    assert re.findall(r'customElements\.define\("([\w-]+)"', text) == [name.removesuffix(".js")]
    assert f'"./elements/{name}"' in SCRIPTS["index.js"]
    assert len(text.splitlines()) <= 75
