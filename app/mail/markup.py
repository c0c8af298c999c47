"""Markdown to HTML and to plain text, from one parse, with the values put in afterwards."""

import re
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import quote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

from .liquid import Printed, Secret, Url, Value, WordingError

SCHEMES = {"https", "http", "mailto", "tel"}
TAGS = {"p", "bdi", "br", "a", "strong", "em", "ul", "ol", "li", "h1", "h2", "h3", "blockquote", "hr", "code", "pre"}

LINES_LIMIT = 500  # lines of one wording that are not empty, after Liquid ran: each costs a good deal of time
BRACKETS_LIMIT = 1_000  # of a kind: the time they take grows with their square
_APART = "\0"
"""Before an address at the end of a line: a blank, or a break. Neither a source nor a value brings one along."""

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "code"])


def render(source: str, printed: Printed, right_to_left: bool = False) -> tuple[Markup, str]:
    """HTML and plain text of a Markdown source whose values are still tokens.

    A link that stands alone in a paragraph becomes a button in HTML; in plain text every link is written out. In a text
    that runs from right to left each value keeps a direction of its own, and addresses have a line to themselves.
    Raises WordingError when it is too much to be a letter.
    """
    check_size(source)
    tokens = _markdown.parse(source)
    for token in tokens:
        _fill(token, printed)
        if token.type == "inline":
            token.children = list(_words(_without_bad_links(token.children), printed, right_to_left))
    _mark_buttons(tokens)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    # the last net: whatever slipped through above leaves here without script, style or foreign scheme
    safe = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        allowed_classes={"a": {"button"}},
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel=None,
    )
    text = _block(SyntaxTreeNode(tokens)).replace(_APART, "\n" if right_to_left else " ")
    return Markup(safe), _set_apart(text, printed)  # noqa: S704 (cleaned just above)


def check_size(source: str) -> None:
    """Raise WordingError when a source, after Liquid ran, is more than render() takes."""
    if sum(1 for line in source.split("\n") if line.strip()) > LINES_LIMIT or source.count("[") > BRACKETS_LIMIT:
        raise WordingError("too many lines or brackets", "long")


def _fill(token: Token, printed: Printed) -> None:
    """Values into everything but running text, which `_words` does."""
    token.info = printed.fill(token.info)
    if token.type != "text":
        token.content = _set_apart(printed.fill(token.content), printed)
    for name, value in token.attrs.items():
        token.attrs[name] = _address(list(printed.split(str(value))))
    for child in token.children or ():
        _fill(child, printed)


def _address(pieces: list[str]) -> str:
    """An address of these pieces. What opens an access is one for itself: no other host must get it from who clicks."""
    if len(pieces) > 1 and any(isinstance(piece, Secret) for piece in pieces):
        return ""
    return "".join(map(_for_address, pieces))


def _set_apart(text: str, printed: Printed) -> str:
    """Text in which what opens an access stands apart: programs make links of addresses, as far as they reach."""
    for secret in {piece for piece in printed.values if isinstance(piece, Secret)}:
        text = re.sub(rf"(?<=\S)(?<!\s[(<„“\"])(?={re.escape(secret)})", " ", text)
    return text


def _for_address(piece: str) -> str:
    """In an address our own links stand as they are; any other value can only be a part of it."""
    return quote(piece, safe="") if isinstance(piece, Value) and not isinstance(piece, Url) else piece


def _words(children: list[Token], printed: Printed, isolated: bool) -> Iterator[Token]:
    """Running text with its values in; a link of ours in running text becomes a link."""
    in_link = 0
    for token in children:
        in_link += token.nesting if token.type.startswith("link_") else 0
        if token.type != "text":
            yield token
            continue
        for piece in printed.split(token.content):
            words = [Token("text", "", 0, content=str(piece))]
            if isolated and isinstance(piece, Value):
                words = [Token("html_inline", "", 0, content="<bdi>"), *words]
                words.append(Token("html_inline", "", 0, content="</bdi>"))
            if isinstance(piece, Url) and not in_link and _is_allowed(piece):
                yield Token("link_open", "a", 1, attrs={"href": str(piece)})
                yield from words
                yield Token("link_close", "a", -1)
            else:
                yield from words


def _without_bad_links(children: list[Token]) -> list[Token]:
    """Links to anything but web, mail and telephone keep their words and lose their target."""
    kept, open_links = [], []
    for token in children:
        if token.type == "link_open":
            open_links.append(_is_allowed(str(token.attrs.get("href", ""))))
        if token.type not in ("link_open", "link_close") or open_links[-1]:
            kept.append(token)
        if token.type == "link_close":
            open_links.pop()
    return kept


def _is_allowed(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc or parts.scheme in ("mailto", "tel"))


def _mark_buttons(tokens: list[Token]) -> None:
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and before.level == 0 and _is_one_link(token.children):
            token.children[0].attrSet("class", "button")


def _is_one_link(children: list[Token]) -> bool:
    kinds = [token.type for token in children]
    return kinds[:1] == ["link_open"] and kinds[-1:] == ["link_close"] and kinds.count("link_open") == 1


def _block(node: SyntaxTreeNode) -> str:
    """Plain text of a block and what stands in it."""
    match node.type:
        case "inline":
            return "\n".join(filter(None, (line.strip() for line in _lines(node))))
        case "bullet_list":
            return "\n".join(_indented("- ", item) for item in node.children)
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            return "\n".join(_indented(f"{first + place}. ", item) for place, item in enumerate(node.children))
        case "blockquote":
            return "\n".join(f"> {line}".rstrip() for line in _blocks(node).split("\n"))
        case "hr":
            return "---"
        case "fence":
            return node.content.rstrip("\n")
    return _blocks(node)


def _blocks(node: SyntaxTreeNode) -> str:
    return "\n\n".join(filter(None, map(_block, node.children)))


def _indented(sign: str, item: SyntaxTreeNode) -> str:
    return sign + textwrap.indent(_blocks(item), " " * len(sign)).lstrip()


def _lines(node: SyntaxTreeNode) -> Iterator[str]:
    """The lines of running text. A link alone on its line reads „words: address“, else „words (address)“."""
    line: list[SyntaxTreeNode] = []
    for child in [*node.children, None]:
        if child is None or child.type in ("softbreak", "hardbreak"):
            yield _line(line)
            line = []
        else:
            line.append(child)


def _line(parts: list[SyntaxTreeNode]) -> str:
    alone = len([part for part in parts if _inline(part).strip()]) == 1
    words = "".join(_inline(part, f":{_APART}{{}}" if alone else " ({})") for part in parts)
    if parts and parts[-1].type == "link" and words.endswith(f": {parts[-1].attrs['href']}"):
        before = words.removesuffix(f" {parts[-1].attrs['href']}")
        return f"{before}{_APART}{parts[-1].attrs['href']}"
    return words


def _inline(node: SyntaxTreeNode, link: str = " ({})") -> str:
    if node.type in ("text", "code_inline"):
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    words = "".join(map(_inline, node.children))
    if node.type != "link":
        return words
    address = str(node.attrs["href"])
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    return bare if words in (address, bare, "") else words + link.format(bare)
