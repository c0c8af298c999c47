"""The beginning of what somebody wrote, as it stands in a mail."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST = 300
"""Characters of an excerpt."""

_markdown = MarkdownIt("commonmark", {"html": False})


def plain(markdown: str) -> str:
    """The words of a Markdown text on one line, without its signs, cut at the end of a word."""
    # what is looked at is a little more than what is shown: Markdown can be slow on hostile text
    return shorten(" ".join(_words(_markdown.parse(markdown[: LONGEST * 4]))), LONGEST)


def shorten(text: str, most: int) -> str:
    """The text on one line, at most `most` characters, with „…“ where something is missing."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut, _blank, rest = text[: most - 1].rpartition(" ")
    return (cut if len(cut) > most // 2 else cut + _blank + rest).rstrip() + "…"


def _words(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(" " if child.type.endswith("break") else child.content for child in token.children or ())
        elif token.type in ("fence", "code_block"):
            yield token.content
