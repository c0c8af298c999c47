"""By what two customers are alike: the name without its legal form, in any order and spelling, and the postcode."""

from __future__ import annotations

from .sorting import fold, split

LEGAL_FORMS = frozenset(
    (
        "ag",
        "arge",
        "co",
        "eg",
        "ek",
        "ev",
        "eu",
        "gbr",
        "ges",
        "gesmbh",
        "ggmbh",
        "gmbh",
        "haftungsbeschrankt",
        "inc",
        "kg",
        "kgaa",
        "limited",
        "ltd",
        "mbb",
        "mbh",
        "ohg",
        "og",
        "partg",
        "partgmbb",
        "se",
        "stiftung",
        "ug",
        "und",
        "verein",
    )
)
TITLES = frozenset(("dr", "prof", "dipl", "ing", "med", "phil", "jur", "frau", "herr"))


def twin_key(name: str, postcode: str) -> str:
    """What is equal for two customers that may be one; "" without a name or without a postcode.

    „Müller & Söhne GmbH“ in 26122 and „Soehne Mueller“ in 26122 are alike, „Müller“ in 26121 is not.
    """
    words = {word for part in split(name) if len(word := _plain(part)) > 1 or word.isdigit()}
    words = words - LEGAL_FORMS - TITLES or words
    place = "".join(split(fold(postcode)))
    return f"{' '.join(sorted(words))}|{place}" if words and place else ""


def _plain(word: str) -> str:
    """Folded, and ae, oe, ue like the ä, ö, ü that they may stand for."""
    folded = fold(word)
    for pair in ("ae", "oe", "ue"):
        folded = folded.replace(pair, pair[0])
    return folded
