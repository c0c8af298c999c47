"""What makes a long password easy to guess: lists, runs, repetitions, and words that others know.

Comparing folds case and reads `pa55w0rt` as `passwort`; what is stored and verified is never folded.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

ROWS = ("1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertzuiopü", "qwertyuiop", "asdfghjklöä", "yxcvbnm", "zxcvbnm")
"""Alphabet, digits and rows of the keyboard (German and English)."""

LOOKALIKES = {
    "a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!", "l": "1", "o": "0", "s": "5$", "t": "7", "z": "2",
}  # fmt: skip
SHORTEST_WORD = 3
SPARE_LETTERS = 2
"""So many letters beside known words do not make a password of its own."""


def is_common(password: str) -> bool:
    """True for listed passwords, common words with digits and signs, runs such as `qwertz123456`, repetitions."""
    folded = unicodedata.normalize("NFC", password).casefold()
    return (
        folded in _listed()
        or len(set(folded)) < 4
        or _repeats(folded)
        or _runs(folded)
        or (_runs(folded[::2]) and _runs(folded[1::2]))
        or _is_covered(folded, _common_words(), spare=0)
    )


def is_made_of(password: str, texts: Iterable[str]) -> bool:
    """True when, beside digits and signs, the password holds hardly more than words of `texts`."""
    return _is_covered(unicodedata.normalize("NFC", password).casefold(), _pieces(texts), spare=SPARE_LETTERS)


def _repeats(text: str) -> bool:
    """A block said at least twice, and shorter than a password must be."""
    shortest = next((size for size in range(1, len(text)) if text.startswith(text[size:])), len(text))
    return shortest < 12 and shortest * 2 <= len(text)


def _runs(text: str) -> bool:
    """Neighbours of a row follow each other: on the average four signs or more before the next jump."""
    jumps = sum(1 for pair in pairwise(text) if pair not in _steps())
    return (jumps + 1) * 4 <= len(text)


@cache
def _steps() -> frozenset[tuple[str, str]]:
    rows = [row + row[0] for row in ROWS]
    forward = {pair for row in rows for pair in pairwise(row)}
    return frozenset(forward | {(b, a) for a, b in forward} | {(sign, sign) for row in rows for sign in row})


def _is_covered(text: str, words: frozenset[str], spare: int) -> bool:
    """True when words cover all letters of `text` but `spare`; digits and signs need no cover."""
    fewest = [0] + [len(text)] * len(text)
    by_sign = _by_first_sign(words)
    found = False
    for start, sign in enumerate(text):
        fewest[start + 1] = min(fewest[start + 1], fewest[start] + sign.isalpha())
        for word in by_sign.get(sign, ()):
            end = start + len(word)
            if end <= len(text) and _reads_as(text[start:end], word):
                fewest[end] = min(fewest[end], fewest[start])
                found = True
    return found and fewest[-1] <= spare


@lru_cache(maxsize=64)
def _by_first_sign(words: frozenset[str]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for word in words:
        for sign in word[0] + LOOKALIKES.get(word[0], ""):
            found[sign].append(word)
    return dict(found)


def _reads_as(part: str, word: str) -> bool:
    """The same but for at most half of the letters, for which a look-alike stands."""
    if part == word:
        return True
    swapped = 0
    for sign, letter in zip(part, word, strict=True):
        if sign != letter:
            swapped += 1
            if sign not in LOOKALIKES.get(letter, "") or swapped * 2 > len(word):
                return False
    return True


def _pieces(texts: Iterable[str]) -> frozenset[str]:
    """The words in `texts`, each also as it is written without umlauts and accents."""
    pieces = set()
    for text in texts:
        for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text).casefold()):
            plain = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
            spelled = word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
            pieces |= {word, plain, spelled}
    return frozenset(piece for piece in pieces if len(piece) >= SHORTEST_WORD)


@cache
def _entries() -> tuple[str, ...]:
    lines = (Path(__file__).parent / "common_passwords.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def _listed() -> frozenset[str]:
    return frozenset(entry for entry in _entries() if len(entry) >= 12)


@cache
def _common_words() -> frozenset[str]:
    return frozenset(entry for entry in _entries() if len(entry) < 12)
