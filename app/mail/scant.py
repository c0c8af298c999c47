"""Values to try a wording with: the usual, as little as may be known, as much as may come."""

from __future__ import annotations

from dataclasses import dataclass

from .registry import Mail
from .values import worded
from .wording import Variant

SCARCE = {"first_name", "last_name", "link", "link_expires", "has_link", "auszug", "von"}
"""What may be unknown or left out, unless the mail requires it."""

ROWS, LETTERS = 20, 300
"""Pieces of news that one mail prints at most, and letters of what each of them says."""


@dataclass(frozen=True)
class Case:
    """Values by word. `usual`: the samples; `many`: as much as may come; else as little as may be known."""

    values: dict[str, object]
    usual: bool = False
    many: bool = False


def cases(mail: Mail, variant: Variant) -> list[Case]:
    """The samples first, then the extremes."""
    samples = mail.samples(variant)
    kept = {place.name for place in mail.placeholders if place.required}
    kept |= {"link_expires", "has_link"} if "link" in kept else set()
    little = {name: None if name in SCARCE - kept else _little(sample) for name, sample in samples.items()}
    much = {name: _much(sample) for name, sample in samples.items()}
    return [
        Case(worded(mail, variant, samples), usual=True),
        Case(worded(mail, variant, little)),
        Case(worded(mail, variant, much), many=True),
    ]


def _little(sample: object) -> object:
    if isinstance(sample, list):
        return [{word: None if word in SCARCE else one for word, one in sample[0].items()}]
    return sample


def _much(sample: object) -> object:
    if isinstance(sample, list):
        return [{word: _long(word, one) for word, one in sample[0].items()}] * ROWS
    if isinstance(sample, int) and not isinstance(sample, bool):
        return sample + ROWS
    return sample


def _long(word: str, text: object) -> object:
    return text if word == "adresse" else (f"{text} " * LETTERS)[:LETTERS]
