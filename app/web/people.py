"""How a person or a firm is drawn when there is no picture: initials and a colour that stays the same."""

from __future__ import annotations

import zlib

from flask import Flask

HUES = 8


def initials(name: str) -> str:
    """At most two letters: of the first and the last word that begin with one. Titles („Dr.“) do not count."""
    words = [word for word in name.split() if word[0].isalnum()]
    words = [word for word in words if not word.endswith(".")] or words
    letters = [word[0] for word in (words[:1] + words[1:][-1:])]
    return "".join(letters).upper()


def hue_class(name: str) -> str:
    """`h0` to `h7`, the same for the same name everywhere."""
    return f"h{zlib.crc32(name.casefold().encode('utf-8', 'replace')) % HUES}"


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(initials=initials, hue_class=hue_class)
