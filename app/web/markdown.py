"""What people write, as HTML: Markdown without HTML of its own, without pictures, with links that lead out only.

It stands inside pages of ours, so its headings begin at h3. What comes out has passed an allow-list last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup, escape

MOST_SIGNS = 2000
"""Line ends and signs of Markdown in one text; with more it is shown as it was typed. A full page of lists and links
has some hundred. Brackets alone, as many as fit into a comment, cost half a second, and a page shows fifty comments."""

SIGNS = re.compile(r"[\n\[\]*_`<>#&\\]")
SCHEMES = {"https", "http", "mailto", "tel"}
TAGS = {"p", "br", "a", "strong", "em", "ul", "ol", "li", "h3", "h4", "h5", "blockquote", "hr", "code", "pre"}
ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\"'.,;:!?*_)\]}]")
"""A web address as people paste it; what ends the sentence is no part of it."""


def leads_out(address: str) -> bool:
    """Whether an address may be linked: web, mail and telephone, never a path of ours or a script."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc or parts.scheme in ("mailto", "tel"))


@lru_cache(maxsize=256)
def markdown(text: str) -> Markup:
    """HTML of what somebody wrote; a single line end is a line end, a pasted address a link. Kept for a while."""
    if len(SIGNS.findall(text)) > MOST_SIGNS:
        typed = str(escape(text)).replace("\n", "<br>")
        return Markup(f"<p>{typed}</p>")  # noqa: S704 (escaped just above)
    html = _markdown.render(text)
    # the last net: whatever slipped through leaves here without script, style or foreign scheme
    safe = nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener nofollow ugc",
    )
    return Markup(safe)  # noqa: S704 (cleaned just above)


def _fit_in(state: StateCore) -> None:
    """Headings below those of the page, and addresses as links."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 5)}"
        elif token.type == "inline":
            token.children = list(_linked(token.children or []))


def _linked(children: list[Token]) -> Iterator[Token]:
    """Never a link inside a link, nor one without words; addresses outside of links become links."""
    inside, bare = 0, ""
    for token in children:
        inside += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "link_open":
            if inside == 1:
                bare = str(token.attrs["href"])
                yield token
        elif token.type == "link_close":
            if not inside:
                yield from [Token("text", "", 0, content=bare), token] if bare else [token]
        elif inside or token.type != "text":
            bare = "" if token.content.strip() else bare
            yield token
        else:
            yield from _split(token.content)


def _split(text: str) -> Iterator[Token]:
    end = 0
    for found in ADDRESS.finditer(text):
        if leads_out(found[0]):
            yield Token("text", "", 0, content=text[end : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": found[0]})
            yield Token("text", "", 0, content=found[0])
            yield Token("link_close", "a", -1)
            end = found.end()
    yield Token("text", "", 0, content=text[end:])


_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "code", "html_block"])
_markdown.disable(["html_inline", "reference"])
_markdown.validateLink = leads_out  # type: ignore[method-assign]
_markdown.core.ruler.push("fit_in", _fit_in)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(markdown=markdown)
