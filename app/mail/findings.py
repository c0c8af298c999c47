"""The sentences about what is wrong with a wording."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from .liquid import FILTERS, WordingError, uses

if TYPE_CHECKING:
    from .scant import Case

_PIECE = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
_TAG = re.compile(r"\{%-?\s*(\w+)[^{}]*%\}")
_PAIRS = {"if", "unless", "case", "for", "comment"}
_SHOWN = 60  # signs of somebody's text within a sentence of ours


def line_of(source: str, at: int) -> int:
    """The line, counted from 1, of the sign at `at`."""
    return source.count("\n", 0, at) + 1


def near(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` is most like, if it is like one."""
    return next(iter(get_close_matches(name.lower()[:_SHOWN], list(known), 1, 0.6)), None)


def unknown(name: str) -> str:
    return _("„%(name)s“ kennt das Programm nicht.", name=_short(name))


def not_in_subject(name: str) -> str:
    return _("„%(name)s“ gehört nicht in den Betreff, denn den sehen alle, die im Postausgang nachsehen.", name=name)


def no_filter(name: str) -> str:
    filters = ", ".join(sorted(FILTERS))
    return _("Den Filter „%(name)s“ gibt es hier nicht. Es gibt: %(filters)s.", name=_short(name), filters=filters)


def too_long(length: int, limit: int) -> str:
    return _("Hier stehen %(length)s Zeichen. Möglich sind höchstens %(limit)s.", length=length, limit=limit)


def in_case(words: str, case: Case) -> str:
    """The sentence, with the circumstances that it holds in."""
    if case.usual:
        return words
    if case.many:
        return _("Bei vielen Neuigkeiten: %(words)s", words=words)
    return _("Wenn über den Empfänger wenig bekannt ist: %(words)s", words=words)


def in_words(error: WordingError, source: str) -> tuple[str, int | None, str]:
    """What is wrong, where in the source, and what it is about."""
    at, name = error.at, error.name
    if error.kind == "tag":
        return (
            _("Die Anweisung „%(name)s“ gibt es hier nicht. Es gibt: if, unless, case, for.", name=_short(name)),
            at,
            name,
        )
    if error.kind == "unknown":
        return unknown(name), at, name
    if error.kind == "filter":
        return no_filter(name), at, name
    if error.kind == "long":
        return _("Daraus wird eine zu lange E-Mail."), at, name
    if error.kind == "value":
        piece = _piece_at(source, at)
        return _("Mit diesem Wert geht das nicht: %(piece)s", piece=piece), at, piece
    return _syntax(error, source)


def _syntax(error: WordingError, source: str) -> tuple[str, int | None, str]:
    at, name = error.at, error.name
    if name in ("{{", "{%"):
        closing = "}}" if name == "{{" else "%}"
        return _("Zu „%(opening)s“ fehlt das schließende „%(closing)s“.", opening=name, closing=closing), at, name
    if name == "(..)":
        return _("Zahlenbereiche wie (1..9) gibt es hier nicht."), source.find(".."), name
    if alone := _unpaired(source):
        at, tag = alone
        other = tag.removeprefix("end") if tag.startswith("end") else f"end{tag}"
        return (
            _("Zu {%% %(tag)s %%} fehlt das passende {%% %(other)s %%}.", tag=tag, other=other),
            at,
            tag,
        )
    if at is None:
        at = _broken_piece(source)
    piece = _piece_at(source, at)
    return _("Hier stimmt etwas nicht: %(piece)s", piece=piece), at, piece


def _unpaired(source: str) -> tuple[int, str] | None:
    """The first instruction that is opened or closed alone."""
    opened: list[tuple[int, str]] = []
    for tag in _TAG.finditer(source):
        word = tag[1]
        if opened and opened[-1][1] == "comment" and word != "endcomment":
            continue
        if word in _PAIRS:
            opened.append((tag.start(), word))
        elif word.startswith("end"):
            if not opened or word != f"end{opened[-1][1]}":
                return (
                    opened[-1]
                    if opened and word.removeprefix("end") in {one for _at, one in opened}
                    else (tag.start(), word)
                )
            opened.pop()
    return opened[-1] if opened else None


def _broken_piece(source: str) -> int | None:
    """Where the first instruction stands that cannot be read for itself."""
    for piece in list(_PIECE.finditer(source))[:100]:
        tag = _TAG.match(piece[0])
        alone = piece[0] + (f"{{% end{tag[1]} %}}" if tag and tag[1] in _PAIRS else "")
        try:
            uses(alone)
        except WordingError as error:
            if not (tag and error.name == tag[1]):  # else, when and the like stand for themselves nowhere
                return piece.start()
    return None


def _piece_at(source: str, at: int | None) -> str:
    """The instruction that stands there, as it is written."""
    if at is None:
        return "…"
    piece = next((piece[0] for piece in _PIECE.finditer(source) if piece.start() <= at < piece.end()), source[at:])
    return _short(piece)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
